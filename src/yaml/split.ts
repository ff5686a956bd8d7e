/**
 * What a piece of a file is: `entry` begins with a key at column 0, `marker` with `---`, `gap` stands before the first
 * of both and holds comments only. `other` cannot be read by itself.
 */
export type PieceKind = "entry" | "marker" | "gap" | "other";

/** How a line at column 0 goes on with what stands above: blank and indented lines, comments, lists, closing brackets. */
const continuation = "[ \\t\\n#\\]}]|\\r\\n|-(?:[ \\t\\r\\n]|$)";

/** YAML ends everything else in an entry of a block mapping at column 0 (YAML 1.2.2, 8.2). */
const boundary = new RegExp(`\\n(?!${continuation}|$)`, "g");

/** How many letters of a line tell whether it begins a piece: `---` and the one behind. */
export const boundaryLength = 4;

/** Cuts a text before each line that begins a piece; its first line begins one whatever it is. */
export function splitPieces(text: string): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  for (const match of text.matchAll(boundary)) {
    pieces.push(text.slice(start, match.index + 1));
    start = match.index + 1;
  }
  if (start < text.length) pieces.push(text.slice(start));
  return pieces;
}

const marker = /^---(?:[ \t\r\n]|$)/;
const continued = new RegExp(`^(?:${continuation})`);

/** Directives, a byte order mark, explicit keys, the end of a document, and a lone CR, which is no line break to the library. */
const special = /^(?:[%\uFEFF\r]|[?:](?:[ \t\r\n]|$)|\.\.\.(?:[ \t\r\n]|$))/;

/** A line with anything but blanks and comments. */
const content = /(?:^|\n)[ \t]*(?:\r(?!\n)|[^ \t\r\n#])/;

export function kindOfPiece(text: string): PieceKind {
  const isMarker = marker.test(text);
  if (isMarker || continued.test(text)) {
    if (content.test(isMarker ? text.slice(3) : text)) return "other";
    return isMarker ? "marker" : "gap";
  }
  return special.test(text) ? "other" : "entry";
}
