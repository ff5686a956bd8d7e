import type { Variable } from "./decide";

/** How far a choice can be relied on to occur in some pipeline. */
export type Trust =
  | "certain"
  /** It occurs where one of the jobs asks for it: else that job would be in no pipeline. */
  | "asked"
  /** It occurs where both jobs ask for it: it hangs together with other choices in ways that are not known. */
  | "shared"
  /** It occurs in some projects. */
  | "rare"
  /** It can occur, but hardly anybody does it. */
  | "doubtful";

/** One of the ways in which something can be. */
export interface Choice<Value = Variable> {
  readonly value: Value;
  readonly trust: Trust;
}

/** A pipeline of which one thing after the other is chosen. */
export interface Choices {
  /** What a variable is; undefined while that is open, and then the choices are tried one after the other. */
  readonly choose: (name: string, choices: () => readonly Choice[]) => Variable | undefined;
  /** What was chosen before. */
  readonly chosen: (name: string) => Variable | undefined;
  /** The texts that make a difference for a variable. */
  readonly texts: (name: string) => readonly string[];
  /** Texts that make none: one of the variable's own, and those of variables that it is compared with. */
  readonly others: (name: string) => readonly Variable[];
}
