/** What a check says. `failure`: nothing builds; `warning`: something does not, or is slow; `unknown`: it could not be tried. */
export type CheckState = "ok" | "warning" | "failure" | "unknown";

/** One thing that builds depend on. */
export interface Check {
  /** Stays for good. */
  readonly id: string;
  readonly state: CheckState;
  /** One sentence without a full stop. */
  readonly message: string;
  /** What to do about it on this system. */
  readonly fix?: string | undefined;
}
