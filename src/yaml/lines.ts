/** The offset where the line that holds `offset` begins. */
export function startOfLine(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

/** The offset where the line that holds `offset` ends, in front of its line break. */
export function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end < 0) return text.length;
  return end > offset && text[end - 1] === "\r" ? end - 1 : end;
}

/** The blanks at the beginning of the line that holds `offset`. */
export function indentOf(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(startOfLine(text, offset), offset))![0];
}

/** True when nothing but blanks stands in front of `offset` on its line. */
export function isAlone(text: string, offset: number): boolean {
  return /^\uFEFF?[ \t]*$/.test(text.slice(startOfLine(text, offset), offset));
}

/** The line break that ends the line of `offset`, or else the first one of the text. */
export function eolAt(text: string, offset: number): string {
  const next = text.indexOf("\n", offset);
  const end = next < 0 ? text.indexOf("\n") : next;
  return end > 0 && text[end - 1] === "\r" ? "\r\n" : "\n";
}

/**
 * Where the last line of a block entry ends: the line of `start` and those that stand deeper than `column` (YAML 1.2.2,
 * 8.2). A list may begin at the column of its key; `isItem` says that the entry is an item of a list itself.
 */
export function endOfEntry(text: string, start: number, column: number, isItem = false): number {
  let end = endOfLine(text, start);
  for (let at = text.indexOf("\n", start) + 1; at > 0 && at < text.length; at = text.indexOf("\n", at) + 1) {
    const lineEnd = endOfLine(text, at);
    const line = text.slice(at, lineEnd);
    const depth = line.search(/\S/);
    // A comment may stand anywhere between the lines of an entry.
    if (depth < 0 || (depth <= column && line[depth] === "#")) continue;
    const isItemOfEntry = !isItem && depth === column && /^-([ \t]|$)/.test(line.slice(depth));
    if (depth <= column && !isItemOfEntry) break;
    end = lineEnd;
  }
  return end;
}
