import type { Flag } from "../buildah/call";
import type { Command } from "../shell/command";
import { replace, type TextEdit } from "../text/finding";
import { placeWithin } from "../text/span";
import type { ImageFlow, JobRun } from "./flow";
import { inQuotes, mayBeNested, textAt } from "./scriptText";

/** Variables that GitLab fills with tokens of its own: no letter of them means anything to `echo`. */
const tokens = /^CI_(REGISTRY_PASSWORD|JOB_TOKEN|DEPLOY_PASSWORD|DEPENDENCY_PROXY_PASSWORD)$/;

/**
 * The edit that prints a password into a command: `echo PASSWORD | ` in front of it. Undefined where something feeds the
 * command already, or where the text may be in quotes of another command.
 * @param password a word of a shell script
 */
export function feed(command: Command, password: string, run: JobRun): TextEdit | undefined {
  if (command.input !== "none" || mayBeNested(command, run)) return undefined;
  return replace(placeWithin(command.location, 0, 0), `echo ${password} | `);
}

/** The value of `-p`, as it is written, in double quotes where it has none; undefined where it comes from elsewhere or is not one plain word. */
export function passwordWord(flag: Flag, command: Command, run: JobRun, flow: ImageFlow): string | undefined {
  const written = textAt(flag.location, flow);
  const [, word] = /^(?:--password|-p)(?:=|\s+)?(\S+)$/.exec(written) ?? [];
  if (word === undefined) return undefined;
  if (/^\\?["']/.test(word)) return word;
  return /^\$\{?\w+\}?$/.test(word) ? inQuotes(word, command, run, flow) : undefined;
}

/** True when the password is one of GitLab's own tokens. */
export function isToken({ value }: Flag): boolean {
  const [piece, ...others] = value?.pieces ?? [];
  return piece?.kind === "symbol" && others.length === 0 && tokens.test(piece.name);
}
