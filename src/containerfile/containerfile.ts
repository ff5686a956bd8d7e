import type { FileId, Location } from "../text/span";

/** One instruction of a Containerfile. */
export interface Instruction {
  /** Upper case: `FROM`, `RUN`. */
  readonly keyword: string;
  /**
   * What follows the keyword, continuations joined by a blank, comments dropped. The lines of heredocs follow as they
   * are, from the second line on.
   */
  readonly text: string;
  readonly location: Location;
}

/** A build stage. */
export interface Stage {
  /** The name after `AS`, lower case. */
  readonly name: string | undefined;
  readonly from: Instruction;
  /** All instructions of the stage, FROM first: Buildah's `STEP 3/5` is the third. What no builder knows counts too. */
  readonly instructions: readonly Instruction[];
}

/** A parsed Containerfile. */
export interface Containerfile {
  readonly file: FileId;
  readonly text: string;
  /** Instructions before the first FROM: ARG. */
  readonly preamble: readonly Instruction[];
  readonly stages: readonly Stage[];
}
