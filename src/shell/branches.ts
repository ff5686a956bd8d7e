import type { Environment } from "./environment";
import type { Ast } from "./parse";
import { type Context, type Node, type Status, unchecked, type Walker } from "./walker";

/** Commands that ask: what follows them with `&&` depends on the answer. */
const questions = new Set(["[", "test", "grep", "which", "command", "type", "false"]);

/** `a && b || c` */
export function runAndOr(walker: Walker, node: Ast.AndOr, environment: Environment, context: Context): Status {
  const { commands, operators } = node;
  let status: Status;
  /** True when the status so far answers a question, and does not just tell of a failure. */
  let isAnswer = false;
  commands.forEach((command, index) => {
    const operator = operators[index - 1];
    const isAsked = operators.slice(index).includes("||");
    const isLast = index === operators.length;
    const inner = isAsked ? unchecked(context) : isLast ? context : { ...context, isChecked: false };
    if (operator === undefined) {
      status = walker.run(command, environment, inner);
      isAnswer = isQuestion(command);
      return;
    }
    if (status !== undefined) {
      if (status === (operator === "&&")) status = walker.run(command, environment, inner);
    } else if (operator === "&&" && !isAnswer) {
      // Where nothing fails it runs.
      const own = walker.run(command, environment, { ...inner, assumedIn: context.frame });
      status = own === false ? false : undefined;
    } else {
      const own = runMaybe(walker, command, environment, inner);
      status = own === (operator === "||") ? own : undefined;
    }
    isAnswer = (operator === "&&" && isAnswer) || isQuestion(command);
  });
  return status;
}

function runMaybe(walker: Walker, node: Node, environment: Environment, context: Context): Status {
  let status: Status;
  const run = (own: Environment) => {
    status = walker.run(node, own, { ...context, isConditional: true });
  };
  environment.branch([run], true);
  return status;
}

function isQuestion(node: Node): boolean {
  if (node.type === "Subshell" || node.type === "BraceGroup") return isQuestion(node.body);
  if (node.type === "CompoundList") return node.commands.length > 0 && isQuestion(node.commands.at(-1)!.command);
  if (node.type === "AndOr") return isQuestion(node.commands.at(-1)!);
  if (node.type === "TestCommand" || node.type === "ArithmeticCommand") return true;
  if (node.type === "Pipeline") return node.prefixes.length > 0 || isQuestion(node.commands.at(-1)!);
  return node.type === "Command" && questions.has(node.name?.value ?? "");
}

/** `if`: the branch that is certainly taken, else all that may be. */
export function runIf(walker: Walker, node: Ast.If, environment: Environment, context: Context): Status {
  const asking = unchecked(context);
  const bodies: Ast.CompoundList[] = [];
  let isOpen = true;
  for (const arm of [node, ...node.elif]) {
    const asked =
      bodies.length === 0
        ? walker.run(arm.clause, environment, asking)
        : runMaybe(walker, arm.clause, environment, asking);
    if (asked !== false) bodies.push(arm.then);
    isOpen = asked !== true;
    if (!isOpen && bodies.length === 1) return walker.run(arm.then, environment, context);
    if (!isOpen) break;
  }
  if (bodies.length === 0) return node.else ? walker.run(node.else, environment, context) : true;
  if (isOpen && node.else) bodies.push(node.else);
  const inner = { ...context, isConditional: true };
  environment.branch(
    bodies.map((body) => (own) => walker.run(body, own, inner)),
    isOpen && !node.else,
  );
  return undefined;
}

/** `case`: the items that certainly match, else all that may. */
export function runCase(walker: Walker, node: Ast.Case, environment: Environment, context: Context): Status {
  const expander = walker.expander(environment, context);
  const text = expander.text(node.word).literal;
  const runs: ((own: Environment, inner: Context) => Status)[] = [];
  let isCertain = false;
  for (let index = 0; index < node.items.length && !isCertain; index++) {
    const matches = node.items[index]!.pattern.map((word) => {
      const pattern = expander.pattern(word);
      return pattern?.matchesAll || (text === undefined ? undefined : pattern?.matches(text));
    });
    isCertain = matches.includes(true);
    if (isCertain || matches.includes(undefined))
      runs.push((own, inner) => runItems(walker, node.items, index, own, inner));
    // `;;&` goes on to look for the next item that matches.
    if (isCertain && node.items[index]!.terminator === ";;&") isCertain = false;
  }
  if (isCertain && runs.length === 1) return runs[0]!(environment, context);
  if (runs.length === 0) return true;
  const inner = { ...context, isConditional: true };
  environment.branch(
    runs.map((run) => (own) => run(own, inner)),
    !isCertain,
  );
  return undefined;
}

/** The body of an item, and those that it falls through to with `;&`. */
function runItems(
  walker: Walker,
  items: readonly Ast.CaseItem[],
  index: number,
  environment: Environment,
  context: Context,
): Status {
  const item = items[index];
  if (!item) return true;
  const status = walker.run(item.body, environment, context);
  return item.terminator === ";&" ? runItems(walker, items, index + 1, environment, context) : status;
}
