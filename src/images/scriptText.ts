import type { Command, ScriptText } from "../shell/command";
import type { Location } from "../text/span";
import type { ImageFlow, JobRun } from "./flow";

/** What stands at a place of a pipeline's file. */
export function textAt({ file, span }: Location, { pipeline }: ImageFlow): string {
  return pipeline.files.get(file)?.text.slice(span.start, span.end) ?? "";
}

/** The item of the script that holds a command. */
export function itemText({ item }: Command, { job: { beforeScript, script } }: JobRun): ScriptText | undefined {
  return [beforeScript, script].flatMap((part) => (part.state === "known" ? part.value : []))[item];
}

/** True where a command may stand in the quotes of another one: `sh -c "…"`. */
export function mayBeNested(command: Command, run: JobRun): boolean {
  return /\beval\b|\b(ba|da|a)?sh -\w*c\b/.test(itemText(command, run)?.text ?? "");
}

/** A word in double quotes, which a YAML text in double quotes wants escaped; undefined where the shell may have quotes around it already. */
export function inQuotes(word: string, command: Command, run: JobRun, flow: ImageFlow): string | undefined {
  const origin = itemText(command, run)?.origin;
  if (!origin || mayBeNested(command, run)) return undefined;
  const { start } = origin.span;
  const quote = textAt({ file: origin.file, span: { start: start - 1, end: start } }, flow) === '"' ? '\\"' : '"';
  return quote + word + quote;
}
