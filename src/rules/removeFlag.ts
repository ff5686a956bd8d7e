import type { Flag } from "../buildah/call";
import type { ImageFlow } from "../images/flow";
import { replace, type TextEdit } from "../text/finding";

/** The edit that takes out a flag with the blank in front of it; undefined where it is not written on its own in the middle of a line. */
export function removeFlag({ location: { file, span } }: Flag, { pipeline }: ImageFlow): TextEdit | undefined {
  const text = pipeline.files.get(file)?.text ?? "";
  const isAlone = text[span.start] === "-" && /\S[ \t]$/.test(text.slice(0, span.start).slice(-2));
  return isAlone ? replace({ file, span: { start: span.start - 1, end: span.end } }, "") : undefined;
}
