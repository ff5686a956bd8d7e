import type { ImageFlow } from "../images/flow";
import type { LineRange } from "../protocol/messages";
import { LineIndex, type Lines } from "../text/lineIndex";
import type { Location, Span } from "../text/span";

/** Where something stands in one of the pipeline's files, in lines. */
export function rangeIn(flow: ImageFlow, { file, span }: Location): LineRange {
  return rangeOf(flow.pipeline.files.get(file)?.lines ?? new LineIndex(""), span);
}

/** A span in lines. */
export function rangeOf(lines: Lines, { start, end }: Span): LineRange {
  return { start: lines.position(start), end: lines.position(end) };
}
