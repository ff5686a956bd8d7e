import { replace, type TextEdit } from "../text/finding";
import { placeWithin } from "../text/span";
import type { YamlText } from "./edit";
import { endOfEntry, indentOf, startOfLine } from "./lines";
import type { SeqNode, YamlNode } from "./node";

/**
 * The edit that takes an item out of a list, with its line or its comma.
 * @returns undefined when the list is not in this file, would be empty, or is written in a way that leaves no certain place
 */
export function removeItem({ file, text }: YamlText, list: SeqNode, item: YamlNode): TextEdit | undefined {
  const { span } = list.location;
  const { start, end } = item.location.span;
  const index = list.items.indexOf(item);
  const isWithin = item.location.file === file && start >= span.start && end <= span.end;
  if (list.location.file !== file || !isWithin || list.items.length < 2) return undefined;
  const placeOf = (from: number, to: number) => placeWithin(list.location, from - span.start, to - span.start);
  if (list.style === "flow") {
    const before = /,\s*$/.exec(text.slice(span.start, start))?.[0].length;
    const after = /^\s*,[ \t]*/.exec(text.slice(end, span.end))?.[0].length;
    if (index > 0 && before !== undefined) return replace(placeOf(start - before, end), "");
    return after === undefined ? undefined : replace(placeOf(start, end + after), "");
  }
  const line = startOfLine(text, start);
  const indent = indentOf(text, span.start);
  if (!/^[ \t]*-[ \t]+$/.test(text.slice(line, start)) || indentOf(text, start) !== indent) return undefined;
  const last = endOfEntry(text, line + indent.length, indent.length, true);
  // The first item has the list's own beginning: what is taken away goes up to the next one.
  if (index > 0) return replace(placeOf(line - (text[line - 2] === "\r" ? 2 : 1), last), "");
  const next = last + (text[last] === "\r" ? 2 : 1) + indent.length;
  return text[next] === "-" ? replace(placeOf(span.start, next), "") : undefined;
}
