import type { Comparison, Expression, Malformed } from "./expression";
import { type Pattern, readPattern } from "./pattern";

/**
 * What a variable is in one pipeline. `other` is a text that is not known but neither empty nor equal to any text that
 * is, nor to another one of another name.
 */
export type Variable =
  | { readonly kind: "absent" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "other"; readonly name: string };

/** A variable that can be one of several things. */
export interface OneOf {
  readonly kind: "one of";
  readonly name: string;
  /** Undefined among them: nothing that is known. */
  readonly values: readonly (Variable | undefined)[];
}

/** What an expression is asked about. What they cannot tell is undefined. */
export interface Scenario {
  readonly variable: (name: string) => Variable | OneOf | undefined;
  /** Whether a pattern matches an `other`. */
  readonly matches?: (other: string, pattern: Pattern) => boolean | undefined;
  /** Is told that the answer depends on which of its values a variable has; values of equal classes make no difference. */
  readonly split?: (name: string, classes: readonly string[]) => void;
}

type Known =
  | Variable
  | { readonly kind: "truth"; readonly value: boolean }
  | { readonly kind: "pattern"; readonly pattern: Pattern };

/** `isTruth` when it is true or false in any case. */
type Result = Known | OneOf | { readonly kind: "unknown"; readonly isTruth: boolean };

const unknown: Result = { kind: "unknown", isTruth: false };

const truthOf = (value: boolean | undefined): Result =>
  value === undefined ? { kind: "unknown", isTruth: true } : { kind: "truth", value };

/** Whether an expression holds; undefined when what is known of the variables does not tell. */
export function decide(expression: Expression | Malformed, scenario: Scenario): boolean | undefined {
  return expression.kind === "malformed" ? undefined : ask(evaluate(expression, scenario), isPresent, scenario);
}

function evaluate(expression: Expression, scenario: Scenario): Result {
  switch (expression.kind) {
    case "variable":
      return scenario.variable(expression.name) ?? unknown;
    case "text":
      return expression;
    case "null":
      return { kind: "absent" };
    case "boolean":
      return truthOf(expression.value);
    case "pattern":
      return expression;
    case "input":
      return unknown;
    case "not": {
      const value = ask(evaluate(expression.operand, scenario), isPresent, scenario);
      return truthOf(value === undefined ? undefined : !value);
    }
    case "binary": {
      const left = evaluate(expression.left, scenario);
      if (expression.operator === "&&" || expression.operator === "||")
        return join(expression.operator, left, () => evaluate(expression.right, scenario), scenario);
      return truthOf(compare(expression.operator, left, evaluate(expression.right, scenario), scenario));
    }
  }
}

/**
 * As Ruby does, GitLab gives one of the operands: only what is absent or false decides by the left one, an empty text
 * does not, so that `"" && "a"` holds and `"" || "a"` does not.
 */
function join(operator: "&&" | "||", left: Result, right: () => Result, scenario: Scenario): Result {
  const isLeftFalse = ask(left, isFalse, scenario);
  if (isLeftFalse !== undefined) return isLeftFalse === (operator === "&&") ? left : right();
  const other = right();
  if (operator === "&&" && ask(other, isFalse, scenario)) return truthOf(false);
  const isTruth = left.kind === "unknown" && left.isTruth;
  if (operator === "||" && isTruth && ask(other, isPresent, scenario)) return truthOf(true);
  return {
    kind: "unknown",
    isTruth: isTruth && (other.kind === "truth" || (other.kind === "unknown" && other.isTruth)),
  };
}

/** What a test says of a result; where that depends on a variable's value, the scenario is told. */
function ask(result: Result, test: (value: Known) => boolean, { split }: Scenario): boolean | undefined {
  if (result.kind === "unknown") return undefined;
  if (result.kind !== "one of") return test(result);
  const answers = result.values.map((value) => value && test(value));
  if (answers.every((answer) => answer === answers[0])) return answers[0];
  split?.(result.name, answers.map(String));
  return undefined;
}

function isFalse(value: Known): boolean {
  return value.kind === "absent" || (value.kind === "truth" && !value.value);
}

/** Rails' `present?`: blank texts are not. */
function isPresent(value: Known): boolean {
  return value.kind === "text" ? value.text.trim() !== "" : !isFalse(value);
}

function compare(operator: Comparison, left: Result, right: Result, scenario: Scenario): boolean | undefined {
  const test = operator === "==" || operator === "!=" ? isEqual : isMatch;
  const rows = valuesOf(left).map((one) => valuesOf(right).map((other) => one && other && test(one, other)));
  const classes = rows.map((row) => row.map(describe).join());
  let answer: ReturnType<typeof test> = rows[0]![0];
  if (left.kind === "one of" && classes.some((name) => name !== classes[0])) {
    scenario.split?.(left.name, classes);
    return undefined;
  }
  const columns = rows[0]!.map(describe);
  if (right.kind === "one of" && columns.some((name) => name !== columns[0])) {
    scenario.split?.(right.name, columns);
    return undefined;
  }
  if (typeof answer === "object") answer = scenario.matches?.(answer.other, answer.pattern);
  return answer === undefined ? undefined : operator.startsWith("!") ? !answer : answer;
}

function valuesOf(result: Result): readonly (Known | undefined)[] {
  return result.kind === "one of" ? result.values : [result.kind === "unknown" ? undefined : result];
}

/** An answer that depends on whether a pattern matches a text that is not known. */
interface Open {
  readonly other: string;
  readonly pattern: Pattern;
}

function describe(answer: boolean | undefined | Open): string {
  return typeof answer === "object" ? `${answer.other} ${answer.pattern.source}` : String(answer);
}

function isEqual(left: Known, right: Known): boolean | undefined {
  if (left.kind === "pattern" || right.kind === "pattern") return undefined;
  if (left.kind === "text" && right.kind === "text") return left.text === right.text;
  if (left.kind === "other" && right.kind === "other") return left.name === right.name;
  if (left.kind === "truth" && right.kind === "truth") return left.value === right.value;
  return left.kind === right.kind;
}

function isMatch(left: Known, right: Known): boolean | undefined | Open {
  // Nothing matches an absent pattern.
  if (right.kind === "absent") return false;
  const pattern =
    right.kind === "pattern" ? right.pattern : right.kind === "text" ? readPattern(right.text) : undefined;
  if (left.kind === "other") return pattern && { other: left.name, pattern };
  if (left.kind !== "text" && left.kind !== "absent") return undefined;
  const text = left.kind === "text" ? left.text : "";
  // GitLab then looks for the left text in the right one (its documentation advises against it).
  if (!pattern) return right.kind === "text" ? right.text.includes(text) : undefined;
  return pattern.test(text);
}
