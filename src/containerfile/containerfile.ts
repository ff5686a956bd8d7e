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
  /** Where a part of `text` stands in the file, between two of its indices. */
  readonly place: (from: number, to: number) => Location;
}

/** A word of an instruction, or a part of one. */
export interface Part {
  readonly text: string;
  readonly location: Location;
}

/** A build stage. */
export interface Stage {
  /** The name after `AS`, lower case. */
  readonly name: string | undefined;
  /** The value of `--platform`. */
  readonly platform: Part | undefined;
  /** The image or earlier stage that it begins with. */
  readonly base: Part | undefined;
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
