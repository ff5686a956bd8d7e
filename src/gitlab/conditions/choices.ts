import type { OneOf, Variable } from "./decide";

/** How far it can be relied on that a choice occurs in some pipeline; the first is the best. */
export const trusts = [
  "certain",
  /** It occurs where one of the jobs asks for it: else that job would be in no pipeline. */
  "asked",
  /** It occurs where both jobs ask for it: it hangs together with other choices in ways that are not known. */
  "shared",
  /** It occurs in some projects. */
  "rare",
  /** It can occur, but hardly anybody does it. */
  "doubtful",
] as const;

export type Trust = (typeof trusts)[number];

/** One of the ways in which something can be. */
export interface Choice<Value = Variable> {
  readonly value: Value;
  readonly trust: Trust;
}

/** A pipeline of which one thing after the other is chosen. */
export interface Choices {
  /** What the pipeline runs for; undefined while that is open, and then it is tried one after the other. */
  readonly kind: () => Kind | undefined;
  /** What a variable can still be. */
  readonly variable: (name: string) => Variable | OneOf;
  /** Tries the values of a variable by their classes, one class after the other. */
  readonly split: (name: string, classes: readonly string[]) => void;
}

export type Kind = "branch" | "tag" | "merge request";
