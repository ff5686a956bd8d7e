import { writeSuppression } from "../../config/suppression";
import type { Finding, TextEdit } from "../../text/finding";
import type { Places } from "../../text/places";
import { findConstruct } from "./construct";
import { findSource, type Sources } from "./source";

/** The edit that puts a comment in front of a finding's lines, which suppresses it there. */
export function addSuppression({ rule, location }: Finding, sources: Sources, places: Places): TextEdit {
  const { file, span } = location;
  const lines = places.lines(file);
  const { first } = findConstruct(findSource(sources, file), span, lines);
  const start = lines.offset({ line: first, character: 0 });
  const content = lines.text.slice(start, lines.nextLineStart(start));
  const [, mark, indent] = /^(\uFEFF?)([ \t]*)/.exec(content) as unknown as [string, string, string];
  const newline = /\r?\n$/.exec(content)?.[0] ?? (lines.text.includes("\r\n") ? "\r\n" : "\n");
  const offset = start + mark.length;
  return { file, span: { start: offset, end: offset }, newText: indent + writeSuppression(rule) + newline };
}
