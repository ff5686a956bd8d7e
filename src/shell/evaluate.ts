import { assignedNames } from "./arithmetic";
import { runAndOr, runCase, runIf } from "./branches";
import type { Evaluation, Lookup, ScriptText } from "./command";
import { decideTest } from "./conditions";
import { Environment, type ShellFunction } from "./environment";
import { Expander } from "./expand";
import { Frame } from "./frame";
import { joinItems } from "./items";
import { runCounting, runFor, runWhile } from "./loops";
import type { Ast, ShellParser } from "./parse";
import { redirect } from "./redirections";
import { runSimple } from "./simple";
import type { Source } from "./source";
import { printedBy, substitute } from "./substitution";
import { Variables } from "./variables";
import { type Context, inFrame, type Node, noInput, type State, type Status, unchecked, type Walker } from "./walker";

/** More commands than this are not read: a guard against nested loops. */
const maxCommands = 5_000;
const maxSteps = 50_000;
const maxDepth = 150;

/** Follows the script items in one shell, as the runner does, and lists the commands they run with expanded words. */
export function evaluate(items: readonly ScriptText[], lookup: Lookup, parser: ShellParser): Evaluation {
  const state: State = { commands: [], steps: 0, depth: 0, isComplete: true, parser };
  const environment = new Environment(new Variables(lookup));
  const frame = new Frame("shell", undefined, false);
  const units = joinItems(items, parser);
  units.forEach(({ source, item }, index) => {
    new ScriptWalker(state, source, item).runText(source, environment, {
      isConditional: false,
      isChecked: true,
      isFinal: index === units.length - 1,
      frame,
      assumedIn: undefined,
      input: noInput,
      output: undefined,
    });
  });
  return { commands: state.commands, isComplete: state.isComplete && state.commands.length < maxCommands };
}

class ScriptWalker implements Walker {
  constructor(
    readonly state: State,
    readonly source: Source,
    readonly item: number,
  ) {}

  run(node: Node, environment: Environment, context: Context): Status {
    const { state } = this;
    if (environment.isGone) return undefined;
    state.steps++;
    if (state.commands.length >= maxCommands || state.steps > maxSteps || state.depth > maxDepth) {
      state.isComplete = false;
      return undefined;
    }
    state.depth++;
    const isLeft = environment.mayBeGone && !context.isConditional;
    const status = this.#run(node, environment, isLeft ? { ...context, isConditional: true } : context);
    state.depth--;
    return status;
  }

  expander(environment: Environment, context: Context, isAssigned = false): Expander {
    return new Expander(this.source, environment, (script, place, isUnneeded) => {
      const inner = isAssigned ? context : unchecked(context);
      const isConditional = context.isConditional || isUnneeded;
      return substitute(this, script, place, environment, { ...inner, isConditional });
    });
  }

  runText(source: Source, environment: Environment, context: Context): Status {
    return this.runScript(this.state.parser.parse(source.text), source, environment, context);
  }

  runScript(script: Ast.ParsedScript, source: Source, environment: Environment, context: Context): Status {
    if (script.errors?.length) this.state.isComplete = false;
    return new ScriptWalker(this.state, source, this.item).#statements(script.commands, environment, context);
  }

  runBody({ body, source, item }: ShellFunction, environment: Environment, context: Context): Status {
    return new ScriptWalker(this.state, source, item).run(body, environment, context);
  }

  #statements(list: readonly Ast.Statement[], environment: Environment, context: Context): Status {
    let status: Status = true;
    const last = list.length - 1;
    list.forEach(({ command, background }, index) => {
      const own = index < last && context.isFinal ? { ...context, isFinal: false } : context;
      if (!background) status = this.run(command, environment, own);
      else {
        this.#subshell(command, environment, unchecked(own));
        status = true;
      }
    });
    return status;
  }

  #run(node: Node, environment: Environment, context: Context): Status {
    switch (node.type) {
      case "Command":
        return runSimple(this, node, environment, context);
      case "CompoundList":
        return this.#statements(node.commands, environment, context);
      case "BraceGroup":
        return this.run(node.body, environment, context);
      case "Subshell":
        return this.#subshell(node.body, environment, context);
      case "Redirected":
        return this.run(node.command, environment, redirect(this, node.redirects, environment, context));
      case "Pipeline":
        return this.#pipeline(node, environment, context);
      case "AndOr":
        return runAndOr(this, node, environment, context);
      case "If":
        return runIf(this, node, environment, context);
      case "Case":
        return runCase(this, node, environment, context);
      case "For":
      case "Select":
        return runFor(this, node, environment, context);
      case "While":
        return runWhile(this, node, environment, context);
      case "ArithmeticFor":
        return runCounting(this, node, environment, context);
      case "Function":
        environment.define(node.name.value, { body: node.body, source: this.source, item: this.item });
        return true;
      case "Coproc":
        this.#subshell(node.body, environment, unchecked(context));
        return true;
      case "TestCommand":
        return decideTest(node.expression, this.expander(environment, context));
      case "ArithmeticCommand":
        for (const name of assignedNames(node.body)) environment.assign(name, "unknown");
        return undefined;
    }
  }

  /** What runs in a shell of its own changes nothing in this one. */
  #subshell(node: Node, environment: Environment, context: Context): Status {
    return this.run(node, environment.clone(), inFrame("shell", environment, context));
  }

  #pipeline(node: Ast.Pipeline, environment: Environment, context: Context): Status {
    const isNegated = node.prefixes.filter((prefix) => prefix.type === "Negation").length % 2 === 1;
    const own = isNegated ? unchecked(context) : context;
    const [first, ...others] = node.commands;
    const status =
      first && others.length === 0 ? this.run(first, environment, own) : this.#pipe(node, environment, own);
    return isNegated && status !== undefined ? !status : status;
  }

  /** Each part is a shell of its own. */
  #pipe({ commands }: Ast.Pipeline, environment: Environment, context: Context): Status {
    const listed = this.state.commands;
    let { input } = context;
    let status: Status;
    commands.forEach((command, index) => {
      const isLast = index === commands.length - 1;
      const start = listed.length;
      const own = isLast || environment.options.pipefail ? context : unchecked(context);
      const output = isLast ? context.output : undefined;
      status = this.#subshell(command, environment, { ...own, input, output });
      const value = command.type === "Command" ? printedBy(command, this.source, listed.slice(start)) : undefined;
      input = { kind: "pipe", text: value && { value, location: this.source.location(command), isOne: true } };
    });
    return status === false ? false : undefined;
  }
}
