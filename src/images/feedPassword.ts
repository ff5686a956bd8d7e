import type { Flag } from "../buildah/call";
import type { Command, ScriptText } from "../shell/command";
import { replace, type TextEdit } from "../text/finding";
import { placeWithin } from "../text/span";
import type { ImageFlow, JobRun } from "./flow";

/** Variables that GitLab fills with tokens of its own: no letter of them means anything to `echo`. */
const tokens = /^CI_(REGISTRY_PASSWORD|JOB_TOKEN|DEPLOY_PASSWORD|DEPENDENCY_PROXY_PASSWORD)$/;

/**
 * The edit that prints a password into a command: `echo PASSWORD | ` in front of it. Undefined where something feeds the
 * command already, or where the text may be in quotes of another command.
 * @param password a word of a shell script
 */
export function feed(command: Command, password: string, run: JobRun): TextEdit | undefined {
  const script = itemText(command, run);
  const { location, input } = command;
  if (input !== "none" || /\beval\b|\b(ba|da|a)?sh -\w*c\b/.test(script?.text ?? "")) return undefined;
  return replace(placeWithin(location, 0, 0), `echo ${password} | `);
}

/** The value of `-p`, as it is written, in double quotes where it has none; undefined where it comes from elsewhere or is not one plain word. */
export function passwordWord(flag: Flag, command: Command, run: JobRun, flow: ImageFlow): string | undefined {
  const written = textAt(flag.location, flow);
  const [, word] = /^(?:--password|-p)(?:=|\s+)?(\S+)$/.exec(written) ?? [];
  if (word === undefined) return undefined;
  if (/^\\?["']/.test(word)) return word;
  return /^\$\{?\w+\}?$/.test(word) ? inQuotes(word, command, run, flow) : undefined;
}

/** A word in double quotes, which a YAML text in double quotes wants escaped. */
export function inQuotes(word: string, command: Command, run: JobRun, flow: ImageFlow): string {
  const origin = itemText(command, run)?.origin;
  const before =
    origin && textAt({ file: origin.file, span: { start: origin.span.start - 1, end: origin.span.start } }, flow);
  const quote = before === '"' ? '\\"' : '"';
  return quote + word + quote;
}

/** True when the password is one of GitLab's own tokens. */
export function isToken({ value }: Flag): boolean {
  const [piece, ...others] = value?.pieces ?? [];
  return piece?.kind === "symbol" && others.length === 0 && tokens.test(piece.name);
}

/** What stands at a place of a pipeline's file. */
export function textAt({ file, span }: Flag["location"], { pipeline }: ImageFlow): string {
  return pipeline.files.get(file)?.text.slice(span.start, span.end) ?? "";
}

/** The item of the script that holds a command. */
export function itemText({ item }: Command, { job: { beforeScript, script } }: JobRun): ScriptText | undefined {
  return [beforeScript, script].flatMap((part) => (part.state === "known" ? part.value : []))[item];
}
