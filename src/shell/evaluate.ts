import { Value } from "../text/value";
import type { Command, Evaluation, Lookup, ScriptText, Word } from "./command";
import { Environment } from "./environment";
import { Expander } from "./expand";
import type { Ast, ShellParser } from "./parse";
import { stripPrefixes } from "./prefixes";
import { maskInputs, Source } from "./source";

/** More commands than this are not read: a guard against nested loops. */
const maxCommands = 5_000;
const maxSteps = 50_000;
const maxDepth = 40;

/** Follows the script items in one shell, as the runner does, and lists the commands they run with expanded words. */
export function evaluate(items: readonly ScriptText[], lookup: Lookup, parser: ShellParser): Evaluation {
  const state: State = { commands: [], steps: 0, isComplete: true, functions: new Map(), parser };
  const environment = new Environment(lookup);
  items.forEach((item, index) => {
    const script = parser.parse(maskInputs(item.text));
    if (script.errors?.length) state.isComplete = false;
    new Evaluator(state, new Source(item), index, 0).statements(script.commands, environment, unconditional);
  });
  return { commands: state.commands, isComplete: state.isComplete && state.commands.length < maxCommands };
}

interface State {
  readonly commands: Command[];
  /** Nodes that were visited: loops may be nested and hold no command. */
  steps: number;
  isComplete: boolean;
  readonly functions: Map<string, ShellFunction>;
  readonly parser: ShellParser;
}

interface ShellFunction {
  readonly body: Ast.Function["body"];
  readonly evaluator: Evaluator;
}

/** What is known about whether and how a command runs. */
interface Context {
  readonly isConditional: boolean;
  readonly toleratesFailure: boolean;
  readonly input: Command["input"];
  readonly output: Command["output"];
}

const unconditional: Context = { isConditional: false, toleratesFailure: false, input: "none", output: undefined };

const declarations = new Set(["export", "local", "declare", "readonly", "typeset"]);
/** Those that keep a variable to the function they stand in. */
const localDeclarations = new Set(["local", "declare", "typeset"]);
const shells = new Set(["sh", "bash", "dash", "ash", "/bin/sh", "/bin/bash", "/usr/bin/bash"]);
const tests = new Set(["[", "test", "grep", "which", "command", "type", "false"]);

/** Walks the tree of one script text. */
class Evaluator {
  constructor(
    readonly state: State,
    readonly source: Source,
    readonly item: number,
    readonly depth: number,
  ) {}

  statements(list: readonly Ast.Statement[], environment: Environment, context: Context): void {
    for (const statement of list) {
      this.#node(statement.command, statement.background ? environment.clone() : environment, context);
    }
  }

  #node(node: Ast.PipelineNode | Ast.AndOr | Ast.CompoundList, environment: Environment, context: Context): void {
    this.state.steps++;
    if (this.state.commands.length >= maxCommands || this.state.steps > maxSteps || this.depth > maxDepth) {
      this.state.isComplete = false;
      return;
    }
    switch (node.type) {
      case "Command":
        this.#command(node, environment, context);
        break;
      case "CompoundList":
        this.statements(node.commands, environment, context);
        break;
      case "BraceGroup":
        this.statements(node.body.commands, environment, context);
        break;
      case "Subshell":
        this.statements(node.body.commands, environment.clone(), context);
        break;
      case "Redirected":
        this.#node(node.command, environment, this.#redirect(node.redirects, environment, context));
        break;
      case "Pipeline":
        this.#pipeline(node, environment, context);
        break;
      case "AndOr":
        this.#andOr(node, environment, context);
        break;
      case "If":
        this.#if(node, environment, context);
        break;
      case "Case":
        this.#expander(environment, context).search(node.word);
        this.#maybe(
          node.items.map((item) => item.body),
          environment,
          context,
        );
        break;
      case "For":
      case "Select":
        this.#for(node, environment, context);
        break;
      case "While":
        this.#node(node.clause, environment, { ...context, toleratesFailure: true });
        this.#maybe([node.body], environment, context);
        break;
      case "ArithmeticFor":
        this.#maybe([node.body], environment, context);
        break;
      case "Function":
        this.state.functions.set(node.name.value, { body: node.body, evaluator: this });
        break;
      case "Coproc":
        this.#node(node.body, environment.clone(), context);
        break;
      case "TestCommand":
      case "ArithmeticCommand":
        break;
    }
  }

  /** Bodies of which one may run, or none. */
  #maybe(bodies: readonly Ast.CompoundList[], environment: Environment, context: Context): void {
    const inner = { ...context, isConditional: true };
    environment.branch(
      bodies.map((body) => (own) => this.#node(body, own, inner)),
      true,
    );
  }

  #pipeline(node: Ast.Pipeline, environment: Environment, context: Context): void {
    const isNegated = node.prefixes.some((prefix) => prefix.type === "Negation");
    const inner = isNegated ? { ...context, toleratesFailure: true } : context;
    node.commands.forEach((command, index) => {
      // Each part of a pipe is a shell of its own; a single command with `time` or `!` is not.
      const own = node.commands.length > 1 ? environment.clone() : environment;
      const input = index > 0 ? "pipe" : inner.input;
      const output = index < node.commands.length - 1 ? undefined : inner.output;
      this.#node(command, own, { ...inner, input, output });
    });
  }

  #andOr(node: Ast.AndOr, environment: Environment, context: Context): void {
    let isConditional = context.isConditional;
    node.commands.forEach((command, index) => {
      if (node.operators[index - 1] === "||") isConditional = true;
      const toleratesFailure = context.toleratesFailure || node.operators.slice(index).includes("||");
      const inner = { ...context, isConditional, toleratesFailure };
      if (isConditional && !context.isConditional) environment.branch([(own) => this.#node(command, own, inner)], true);
      else this.#node(command, environment, inner);
      if (node.operators[index] === "&&" && isTest(command)) isConditional = true;
    });
  }

  #if(node: Ast.If, environment: Environment, context: Context): void {
    const condition = { ...context, toleratesFailure: true };
    const branch = { ...context, isConditional: true };
    this.#node(node.clause, environment, condition);
    for (const elif of node.elif) this.#node(elif.clause, environment, { ...condition, isConditional: true });
    const bodies = [node.then, ...node.elif.map((elif) => elif.then), ...(node.else ? [node.else] : [])];
    environment.branch(
      bodies.map((body) => (inner) => this.#node(body, inner, branch)),
      node.else === undefined,
    );
  }

  #for(node: Ast.For | Ast.Select, environment: Environment, context: Context): void {
    const expander = this.#expander(environment, context);
    const words = node.wordlist?.flatMap((word) => expander.expand(word));
    const name = node.name.value;
    if (node.type === "For" && words?.every((word) => word.isOne && word.value.isKnown)) {
      for (const word of words) {
        environment.set(name, word.value);
        this.#node(node.body, environment, context);
      }
      return;
    }
    const runBody = (inner: Environment) => {
      inner.forget(name);
      this.#node(node.body, inner, { ...context, isConditional: true });
    };
    environment.branch([runBody], true);
  }

  #command(node: Ast.Command, environment: Environment, context: Context): void {
    const expander = this.#expander(environment, context);
    const prefix = node.prefix.filter((part): part is Ast.AssignmentPrefix => part.type === "Assignment");
    const assigned = new Map<string, Value>();
    for (const assignment of prefix) {
      const value = expander.assigned(assignment);
      if (value instanceof Value) assigned.set(assignment.name, value);
      if (!node.name) environment.set(assignment.name, value);
    }
    if (!node.name) return;
    const { input, output } = this.#redirect(node.redirects, environment, context);
    const declares = declarations.has(node.name.value);
    const isLocal = localDeclarations.has(node.name.value);
    const expanded: Word[] = expander.expand(node.name);
    for (const argument of node.args) {
      if (argument.type === "Assignment") {
        const value = expander.assigned(argument);
        if (isLocal) environment.declareLocal(argument.name);
        if (declares) environment.set(argument.name, value);
        const name = this.source.literal(`${argument.name}=`, {
          pos: argument.pos,
          end: argument.pos + argument.name.length + 1,
        });
        const text = value instanceof Value ? value : this.source.unknown(argument);
        expanded.push(this.source.word(Value.concat([name, text]), argument, true));
      } else {
        // `local NAME` without a value: what the calling shell had under the name is gone for now.
        if (isLocal && /^\w+$/.test(argument.value)) {
          environment.declareLocal(argument.value);
          environment.forget(argument.value);
        }
        expanded.push(...expander.expand(argument));
      }
    }
    const { words, assignments } = stripPrefixes(expanded);
    for (const [name, value] of assignments) assigned.set(name, value);
    if (words.length === 0) return;
    const { isConditional, toleratesFailure } = context;
    const command = {
      words,
      assignments: assigned,
      location: this.source.origin(node),
      item: this.item,
      isConditional,
      toleratesFailure,
      input,
      output,
      directory: environment.directory,
    };
    const called = this.state.functions.get(words[0]!.value.literal ?? "");
    if (called) {
      // The commands of the function's body stand for the call.
      this.#call(called, words.slice(1), environment, context);
      return;
    }
    this.state.commands.push(command);
    this.#effects(command, environment, context);
  }

  #call({ body, evaluator }: ShellFunction, words: readonly Word[], environment: Environment, context: Context): void {
    const inner = environment.withArguments(words);
    new Evaluator(this.state, evaluator.source, evaluator.item, this.depth + 1).#node(body, inner, context);
    environment.adopt(inner);
  }

  /** What a command does to the shell itself. */
  #effects(command: Command, environment: Environment, context: Context): void {
    const name = command.words[0]!.value.literal;
    const first = command.words[1];
    if (name === undefined) return;
    if (name === "cd") environment.changeDirectory(first?.isOne ? first.value.literal : undefined);
    else if (name === "pushd" || name === "popd") environment.changeDirectory(undefined);
    else if (name === "eval" || name === "source" || name === ".") environment.forgetAll();
    else if (name === "unset" || name === "read" || name === "mapfile" || name === "readarray") {
      for (const word of command.words.slice(1)) if (word.value.literal) environment.forget(word.value.literal);
    } else if (name === "shift") {
      const count = command.words.length === 1 ? 1 : Number(first?.value.literal ?? Number.NaN);
      environment.setArguments(Number.isInteger(count) ? environment.getArray("@")?.slice(count) : undefined);
    } else if (name === "set") {
      const end = command.words.findIndex((word) => word.value.flat === "--");
      if (end > 0) environment.setArguments(command.words.slice(end + 1));
      else if (first && !/^[-+]/.test(first.value.flat)) environment.setArguments(command.words.slice(1));
    } else if (shells.has(name)) {
      const flag = command.words.findIndex((word) => /^-[a-z]*c$/.test(word.value.literal ?? ""));
      const text = flag > 0 ? command.words[flag + 1] : undefined;
      if (text) this.#inner(text.value, environment.clone(), context);
    }
  }

  /** Shell text inside of a value: the argument of `sh -c`. */
  #inner(value: Value, environment: Environment, context: Context): void {
    const text = value.literal;
    const piece = value.pieces[0];
    if (text === undefined || !piece) {
      this.state.isComplete = false;
      return;
    }
    const isOnePiece = value.pieces.length === 1;
    const script = this.state.parser.parse(text);
    if (script.errors?.length) this.state.isComplete = false;
    const source = new Source({ text, origin: piece.origin }, isOnePiece ? undefined : piece.origin);
    new Evaluator(this.state, source, this.item, this.depth + 1).statements(script.commands, environment, context);
  }

  #expander(environment: Environment, context: Context): Expander {
    return new Expander(this.source, environment, (script, place) => {
      if (script.errors?.length) this.state.isComplete = false;
      // Backtick scripts with escapes are decoded first, so that their positions are not those of the file.
      const origin = this.source.origin(place);
      const source = script.source === undefined ? this.source : new Source({ text: script.source, origin }, origin);
      const inner = new Evaluator(this.state, source, this.item, this.depth + 1);
      const start = this.state.commands.length;
      inner.statements(script.commands, environment.clone(), { ...context, input: "none", output: undefined });
      return this.state.commands.slice(start);
    });
  }

  /** What redirections do to the standard input and output; the last one counts. */
  #redirect(redirects: readonly Ast.Redirection[], environment: Environment, context: Context): Context {
    if (redirects.length === 0) return context;
    let { input, output } = context;
    const expander = this.#expander(environment, context);
    for (const redirect of redirects) {
      if (redirect.type === "HereDoc") {
        input = "text";
        continue;
      }
      const [target] = redirect.target ? expander.expand(redirect.target) : [];
      if (redirect.type === "HereString") input = "text";
      else if (redirect.operator === "<") input = "file";
      else if (writesOutput(redirect)) {
        const isDescriptor = redirect.operator === ">&" && /^(\d+|-)$/.test(target?.value.flat ?? "");
        output = target && !isDescriptor ? { target, isAppend: redirect.operator.endsWith(">>") } : undefined;
      }
    }
    return { ...context, input, output };
  }
}

/** True for a redirection of the standard output, wherever to. */
function writesOutput({ operator, descriptor }: Ast.Redirect): boolean {
  if (operator.startsWith("&>")) return true;
  if (!operator.startsWith(">")) return false;
  return descriptor === undefined || (descriptor.type === "FileDescriptor" && descriptor.value === 1);
}

function isTest(node: Ast.PipelineNode): boolean {
  if (node.type === "TestCommand" || node.type === "ArithmeticCommand") return true;
  if (node.type === "Pipeline") return node.prefixes.length > 0 || isTest(node.commands.at(-1)!);
  return node.type === "Command" && tests.has(node.name?.value ?? "");
}
