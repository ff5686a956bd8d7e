import { assignedNames } from "./arithmetic";
import type { Environment } from "./environment";
import { Frame } from "./frame";
import type { Ast } from "./parse";
import { readLoop } from "./read";
import { type Context, type State, type Status, unchecked, type Walker } from "./walker";

/** Sets the variables for one run of a loop's body. */
export type Turn = (environment: Environment) => void;

/** `for`: its body runs for each word where they are known. */
export function runFor(walker: Walker, node: Ast.For | Ast.Select, environment: Environment, context: Context): Status {
  const expander = walker.expander(environment, context);
  const name = node.name.value;
  const given = node.wordlist?.flatMap((word) => expander.words(word)) ?? environment.variables.content("@");
  const words = Array.isArray(given) && node.type === "For" ? given : undefined;
  if (words?.every((word) => word.isOne)) {
    const turns = words.map(
      (word): Turn =>
        (own) =>
          own.assign(name, word.value),
    );
    return runTurns(walker, turns, node.body, environment, context);
  }
  const loop = new Frame("loop", context.frame, false);
  const once = (own: Environment, inner: Context) => {
    own.assign(name, "unknown");
    runTurn(walker, node.body, loop, own, inner);
  };
  return runOften(walker, once, loop, environment, context);
}

/** `for ((…))` */
export function runCounting(
  walker: Walker,
  node: Ast.ArithmeticFor,
  environment: Environment,
  context: Context,
): Status {
  const loop = new Frame("loop", context.frame, false);
  const text = walker.source.text.slice(node.pos, node.body.pos);
  const once = (own: Environment, inner: Context) => {
    for (const name of assignedNames(text)) own.assign(name, "unknown");
    runTurn(walker, node.body, loop, own, inner);
  };
  return runOften(walker, once, loop, environment, context);
}

/** `while` and `until`; with `read` and a text that is known the body runs for each of its lines. */
export function runWhile(walker: Walker, node: Ast.While, environment: Environment, context: Context): Status {
  const lines = readLoop(walker, node, environment, context);
  if (lines) {
    runTurns(walker, lines.turns, node.body, environment, context);
    // At the end of the text nothing is read.
    for (const name of lines.names) environment.assign(name, "unknown");
    return undefined;
  }
  const { commands } = walker.state;
  const loop = new Frame("loop", context.frame, false);
  const ask = (own: Environment, inner: Context) =>
    walker.run(node.clause, own, { ...unchecked(inner), frame: new Frame("turn", loop, false) });
  const start = commands.length;
  const asked = ask(environment, context);
  if (asked !== undefined && asked !== (node.kind === "while")) {
    environment.arrive(loop);
    return undefined;
  }
  if (asked !== undefined) runTurn(walker, node.body, loop, environment, { ...context, isFinal: false });
  const from = commands.length;
  const once = (own: Environment, inner: Context) => {
    if (asked !== undefined) ask(own, inner);
    runTurn(walker, node.body, loop, own, inner);
    if (asked === undefined) quietly(walker.state, () => ask(own, inner));
  };
  runOften(walker, once, loop, environment, context);
  if (asked !== undefined) dropRepeats(walker.state, start, from);
  return undefined;
}

/** Runs a body once for each turn. */
function runTurns(
  walker: Walker,
  turns: readonly Turn[],
  body: Ast.CompoundList,
  environment: Environment,
  context: Context,
): Status {
  const loop = new Frame("loop", context.frame, false);
  const start = walker.state.commands.length;
  turns.forEach((turn, index) => {
    if (environment.isGone) return;
    const from = walker.state.commands.length;
    const isRetry = environment.mayHaveLeft(loop);
    turn(environment);
    const isFinal = context.isFinal && index === turns.length - 1;
    runTurn(walker, body, loop, environment, { ...context, isFinal });
    if (isRetry) dropRepeats(walker.state, start, from);
  });
  environment.arrive(loop);
  return undefined;
}

function runTurn(
  walker: Walker,
  body: Ast.CompoundList,
  loop: Frame,
  environment: Environment,
  context: Context,
): void {
  const frame = new Frame("turn", loop, false);
  walker.run(body, environment, { ...context, frame });
  environment.arrive(frame);
}

/** Runs what may run any number of times, knowing only what holds each time. */
function runOften(
  walker: Walker,
  once: (environment: Environment, context: Context) => void,
  loop: Frame,
  environment: Environment,
  context: Context,
): Status {
  const inner = { ...context, isConditional: true, isFinal: false };
  const often = (own: Environment) => {
    quietly(walker.state, () => own.settle((copy) => once(copy, inner)));
    once(own, inner);
  };
  if (!environment.isGone) environment.branch([often], true);
  environment.arrive(loop);
  return undefined;
}

/** Runs something for what it does to the shell, and lists no commands. */
function quietly(state: State, run: () => void): void {
  const { isComplete, commands } = state;
  const { length } = commands;
  run();
  commands.length = length;
  state.isComplete = isComplete;
}

/** Leaves out commands from index `from` on that only run a command again which may have failed: `for i in 1 2 3; do a && break; done`. */
function dropRepeats({ commands }: State, start: number, from: number): void {
  const keyOf = ({ item, location: { span }, words }: (typeof commands)[number]) =>
    [item, span.start, span.end, ...words.map((word) => word.value.display)].join("\0");
  const earlier = new Set(commands.slice(start, from).map(keyOf));
  const kept = commands.slice(from).filter((command) => !earlier.has(keyOf(command)));
  commands.length = from;
  commands.push(...kept);
}
