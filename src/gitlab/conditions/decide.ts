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

/** What an expression is asked about. What they cannot tell is undefined. */
export interface Scenario {
  readonly variable: (name: string) => Variable | undefined;
  /** Whether a pattern matches an `other`. */
  readonly matches?: (other: string, pattern: Pattern) => boolean | undefined;
}

type Result =
  | Variable
  | { readonly kind: "truth"; readonly value: boolean }
  | { readonly kind: "pattern"; readonly pattern: Pattern }
  /** `isTruth` when it is true or false in any case. */
  | { readonly kind: "unknown"; readonly isTruth: boolean };

const unknown: Result = { kind: "unknown", isTruth: false };

const truthOf = (value: boolean | undefined): Result =>
  value === undefined ? { kind: "unknown", isTruth: true } : { kind: "truth", value };

/** Whether an expression holds; undefined when what is known of the variables does not tell. */
export function decide(expression: Expression | Malformed, scenario: Scenario): boolean | undefined {
  return expression.kind === "malformed" ? undefined : isPresent(evaluate(expression, scenario));
}

function evaluate(expression: Expression, scenario: Scenario): Result {
  switch (expression.kind) {
    case "variable":
      return scenario.variable(expression.name) ?? unknown;
    case "text":
      return { kind: "text", text: expression.text };
    case "null":
      return { kind: "absent" };
    case "boolean":
      return { kind: "truth", value: expression.value };
    case "pattern":
      return { kind: "pattern", pattern: expression.pattern };
    case "input":
      return unknown;
    case "not": {
      const value = isPresent(evaluate(expression.operand, scenario));
      return truthOf(value === undefined ? undefined : !value);
    }
    case "binary": {
      const left = evaluate(expression.left, scenario);
      const right = () => evaluate(expression.right, scenario);
      if (expression.operator === "&&") return and(left, right);
      if (expression.operator === "||") return or(left, right);
      return compare(expression.operator, left, right(), scenario);
    }
  }
}

/**
 * As Ruby does, GitLab gives one of the operands: only what is absent or false decides by the left one, an empty text
 * does not, so that `"" && "a"` holds and `"" || "a"` does not.
 */
function and(left: Result, right: () => Result): Result {
  if (isFalse(left)) return left;
  const other = right();
  if (left.kind !== "unknown") return other;
  return isFalse(other)
    ? { kind: "truth", value: false }
    : { kind: "unknown", isTruth: left.isTruth && isTruth(other) };
}

function or(left: Result, right: () => Result): Result {
  if (left.kind !== "unknown") return isFalse(left) ? right() : left;
  const other = right();
  if (left.isTruth && isPresent(other)) return { kind: "truth", value: true };
  return { kind: "unknown", isTruth: left.isTruth && isTruth(other) };
}

function isFalse(result: Result): boolean {
  return result.kind === "absent" || (result.kind === "truth" && !result.value);
}

function isTruth(result: Result): boolean {
  return result.kind === "truth" || (result.kind === "unknown" && result.isTruth);
}

/** Rails' `present?`: blank texts are not. */
function isPresent(result: Result): boolean | undefined {
  if (result.kind === "unknown") return undefined;
  return result.kind === "text" ? result.text.trim() !== "" : !isFalse(result);
}

function compare(operator: Comparison, left: Result, right: Result, scenario: Scenario): Result {
  const value = operator === "==" || operator === "!=" ? isEqual(left, right) : isMatch(left, right, scenario);
  if (value === undefined) return truthOf(undefined);
  return truthOf(operator.startsWith("!") ? !value : value);
}

function isEqual(left: Result, right: Result): boolean | undefined {
  if ([left, right].some(({ kind }) => kind === "unknown" || kind === "pattern")) return undefined;
  if (left.kind === "text" && right.kind === "text") return left.text === right.text;
  if (left.kind === "other" && right.kind === "other") return left.name === right.name;
  if (left.kind === "truth" && right.kind === "truth") return left.value === right.value;
  return left.kind === right.kind;
}

function isMatch(left: Result, right: Result, scenario: Scenario): boolean | undefined {
  // Nothing matches an absent pattern.
  if (right.kind === "absent") return false;
  const pattern =
    right.kind === "pattern" ? right.pattern : right.kind === "text" ? readPattern(right.text) : undefined;
  if (left.kind === "other") return pattern && scenario.matches?.(left.name, pattern);
  if (left.kind !== "text" && left.kind !== "absent") return undefined;
  const text = left.kind === "text" ? left.text : "";
  // GitLab then looks for the left text in the right one (its documentation advises against it).
  if (!pattern) return right.kind === "text" ? right.text.includes(text) : undefined;
  return pattern.test(text);
}
