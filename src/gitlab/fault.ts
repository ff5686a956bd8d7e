import type { Location } from "../text/span";
import type { ReferenceNode, ScalarNode } from "../yaml/node";

/** What is wrong, and what `Fault.subject` then is. */
export type FaultKind =
  /** The name behind `extends` that nothing defines. */
  | "extends-unknown"
  /** The name behind `extends` that is no mapping. */
  | "extends-invalid"
  /** The names of the circle, beginning and ending with that of the job: `a, b, a`. */
  | "extends-cycle"
  /** The name of the job from which more `extends` follow on each other than GitLab allows. */
  | "extends-too-deep"
  /** The reference, as GitLab writes it: `["a", "script"]`. */
  | "reference-missing"
  | "reference-cycle"
  /** The number of jobs that `parallel` makes. */
  | "parallel-too-many"
  /** The name that two combinations of a matrix have; the later one replaces the earlier one. */
  | "matrix-collision"
  /** The keyword whose item is no text: mostly an unquoted one with a colon and a blank. */
  | "script-invalid"
  /** The top-level name of what is neither a global keyword nor a mapping. */
  | "job-invalid"
  /** The path of a local include that is not there. */
  | "include-missing"
  /** GitLab's sentence: “`tag` input: required value has not been provided”. */
  | "input-invalid";

/** What makes GitLab refuse the whole pipeline, whatever starts it, or drop a job of it. Only what is certain. */
export interface Fault {
  readonly kind: FaultKind;
  readonly subject: string;
  /** The top-level name in which it is: of a job, a hidden one, `default`. Undefined for what is said of a file. */
  readonly name: string | undefined;
  /** The text that a person must change. */
  readonly location: Location;
  /** What is written there, where that is a name, a value or a reference. */
  readonly node?: ScalarNode | ReferenceNode | undefined;
  /** The other place that it is about: the earlier combination, the declaration of an input. */
  readonly other?: Location | undefined;
}
