import type { Circumstances } from "./circumstances";

/**
 * What a line is among others.
 * - `root`: makes what follows fail, though it may be printed as a warning.
 * - `error`: ends a command.
 * - `symptom`: says that something failed, but not why: the cause stands in another line, if any has it.
 * - `noise`: follows from another line, or does no harm.
 */
export type Role = "root" | "error" | "symptom" | "noise";

/** What a pattern found: the whole first, then its groups. */
export type Found = readonly (string | undefined)[];

/** One way in which a job fails, known by what it prints. */
export interface Signature {
  /** The id in the list of failures. It stays for good; several signatures may have the same. */
  readonly id: string;
  /** Matched with the text of one line. */
  readonly pattern: RegExp;
  readonly role: Role;
  /** Where in the job it is said; anywhere if undefined. */
  readonly phase?: "script" | "preparation";
  /** The id of a failure that this one, though only a warning, is the reason for. */
  readonly leadsTo?: string;
  /** What happened, in plain words and one or two sentences. */
  readonly title: string | ((found: Found) => string);
  /** What to do, where the job ran. */
  readonly fix: string | ((found: Found, circumstances: Circumstances) => string);
}
