import type { Location } from "../text/span";
import { fitted, Value } from "../text/value";
import { contentAfter, Declaration, isDeclaration } from "./assignments";
import { isJump, runBuiltin } from "./builtins";
import type { Command, FileOutput, Word } from "./command";
import type { Environment, ShellFunction } from "./environment";
import { asLiteral, type Expander } from "./expand";
import type { Ast } from "./parse";
import { type Stripped, stripPrefixes } from "./prefixes";
import { isShell, runEval, runShell } from "./programs";
import { redirect } from "./redirections";
import type { PlacedWord } from "./source";
import type { Variables } from "./variables";
import { type Context, inFrame, type Status, toleratesFailure, type Walker } from "./walker";

/** A command with the variables that it sees. */
class RunCommand implements Command {
  constructor(
    readonly words: readonly Word[],
    readonly assignments: ReadonlyMap<string, Value>,
    readonly location: Location,
    readonly item: number,
    readonly isConditional: boolean,
    readonly toleratesFailure: boolean,
    readonly input: Command["input"],
    readonly inputText: Value | undefined,
    readonly output: FileOutput | undefined,
    readonly directory: string | undefined,
    private readonly variables: Variables | undefined,
  ) {}

  variable(name: string): Value | undefined {
    return this.assignments.get(name) ?? this.variables?.exported(name);
  }
}

/** Runs a simple command: words, assignments and redirections. */
export function runSimple(walker: Walker, node: Ast.Command, environment: Environment, context: Context): Status {
  const { commands } = walker.state;
  const before = commands.length;
  const expander = walker.expander(environment, context, !node.name);
  let assignments = noAssignments;
  for (const part of node.prefix) {
    if (part.type !== "Assignment") continue;
    const content = contentAfter(part, expander);
    if (!node.name) environment.assign(part.name, content);
    else if (content instanceof Value) assignments = new Map(assignments).set(part.name, content);
  }
  if (!node.name) {
    redirect(walker, node.redirects, environment, context);
    return commands.length === before ? true : undefined;
  }
  const words = readWords(node, node.name, expander);
  const inner = redirect(walker, node.redirects, environment, context);
  const stripped = stripPrefixes(words);
  if (stripped.words.length === 0) return undefined;
  if (stripped.assignments.size > 0) assignments = new Map([...assignments, ...stripped.assignments]);
  return runWords(walker, { ...stripped, assignments }, walker.source.location(node), environment, inner);
}

const noAssignments: ReadonlyMap<string, Value> = new Map();

/** The words of a command; a declaration declares its variables. */
function readWords(node: Ast.Command, name: Ast.Word, expander: Expander): PlacedWord[] {
  const { source, environment } = expander;
  const words = [...expander.words(name)];
  const declaration = isDeclaration(name.value) ? new Declaration(name.value) : undefined;
  for (const argument of joinAdjacent(node.args)) {
    if (argument.type === "Word") {
      const own = expander.words(argument);
      words.push(...own);
      if (declaration) for (const word of own) declaration.add(word);
      continue;
    }
    const content = contentAfter(argument, expander, declaration?.flags.includes("A"));
    declaration?.declare(argument.name, content);
    const written = source.literal(`${argument.name}=`, {
      pos: argument.pos,
      end: argument.pos + argument.name.length + 1,
    });
    const text = content instanceof Value ? content : source.unknown(argument);
    words.push({ value: Value.concat([written, text]), location: source.location(argument), isOne: true });
  }
  declaration?.run(environment);
  return fitted(words);
}

/** The parser takes `--file=<(…)` for two words, of which one begins where the other ends. */
function joinAdjacent(args: readonly Ast.CommandArgument[]): readonly Ast.CommandArgument[] {
  if (!args.some((argument, index) => argument.pos === args[index - 1]?.end)) return args;
  const joined: Ast.CommandArgument[] = [];
  for (const argument of args) {
    const last = joined.at(-1);
    if (last?.type === "Word" && argument.type === "Word" && argument.pos === last.end) {
      const parts = [last, argument].flatMap((word) => word.parts ?? [asLiteral(word)]);
      const [text, value] = [last.text + argument.text, last.value + argument.value];
      joined[joined.length - 1] = { type: "Word", text, value, pos: last.pos, end: argument.end, parts };
    } else joined.push(argument);
  }
  return joined;
}

function runWords(
  walker: Walker,
  { words, assignments, prefixes, sees }: Stripped,
  location: Location,
  environment: Environment,
  context: Context,
): Status {
  const name = words[0]!.value.literal;
  const args = words.slice(1);
  const isProgram = prefixes.some((prefix) => prefix !== "command" && prefix !== "builtin");
  if (name !== undefined && prefixes.length === 0) {
    const called = environment.function(name);
    if (called === "unknown") walker.state.isComplete = false;
    else if (called) return runFunction(walker, called, args, assignments, environment, context);
  }
  if (name === "eval" && !isProgram) {
    const status = runEval(walker, args, environment, context);
    if (status !== "unread") return status;
    environment.variables.forgetAll();
  }
  if (name !== undefined && isShell(name)) {
    const program = environment.forProgram(sees, assignments);
    if (runShell(walker, words, program, { ...inFrame("shell", environment, context), isChecked: true }))
      return undefined;
  }
  // What these do shows in the commands behind them.
  if (name !== undefined && !isProgram && isJump(name))
    return runBuiltin(name, { args, assignments, environment, context });
  const variables = sees === "all" ? environment.variables.snapshot() : undefined;
  walker.state.commands.push(
    new RunCommand(
      words,
      assignments,
      location,
      walker.item,
      context.isConditional || prefixes.includes("xargs"),
      toleratesFailure(environment, context),
      context.input.kind,
      context.input.text?.value,
      context.output,
      environment.directory,
      variables,
    ),
  );
  if (prefixes.includes("exec")) runBuiltin("exit", { args: [], assignments, environment, context });
  return name === undefined || isProgram ? undefined : runBuiltin(name, { args, assignments, environment, context });
}

/** The commands of a function's body stand for its call. */
function runFunction(
  walker: Walker,
  called: ShellFunction,
  args: readonly Word[],
  assignments: ReadonlyMap<string, Value>,
  environment: Environment,
  context: Context,
): Status {
  const inner = inFrame("function", environment, context);
  let status: Status;
  environment.call(args, assignments, () => {
    status = walker.runBody(called, environment, inner);
    environment.arrive(inner.frame);
  });
  return status;
}
