import type { FileId, Location } from "../text/span";

/** The text of an instruction, and where each piece of it stands in the source. */
export interface JoinedText {
  readonly text: string;
  /** In order: the piece begins at `at` of the text and at `source` of the source. */
  readonly pieces: readonly { readonly at: number; readonly source: number; readonly length: number }[];
}

/** Joins the lines of an instruction; those behind the first one that is not continued are heredocs. */
export function joinLines(source: string, escapeMark: string): JoinedText {
  const pieces: JoinedText["pieces"][number][] = [];
  let text = "";
  let start = 0;
  let isHeredoc = false;
  const add = (piece: string, at: number, separator: string) => {
    if (pieces.length > 0) text += separator;
    pieces.push({ at: text.length, source: at, length: piece.length });
    text += piece;
  };
  for (const line of source.split("\n")) {
    const content = line.trimEnd();
    if (isHeredoc) add(line.replace(/\r$/, ""), start, "\n");
    // Comments and empty lines between continued lines are passed over.
    else if (start === 0 || !/^\s*(#|$)/.test(content)) {
      const isContinued = content.endsWith(escapeMark);
      const part = isContinued ? content.slice(0, -escapeMark.length).trimEnd() : content;
      const indent = part.length - part.trimStart().length;
      if (part.length > indent) add(part.slice(indent), start + indent, " ");
      isHeredoc = !isContinued;
    }
    start += line.length + 1;
  }
  return { text, pieces };
}

/** Where a part of a joined text stands in the file whose offset `start` is the start of the source. */
export function placeIn(file: FileId, start: number, { pieces }: JoinedText, from: number, to: number): Location {
  const offset = (index: number) => {
    const piece = pieces.findLast(({ at }) => at <= index) ?? { at: 0, source: 0, length: 0 };
    return start + piece.source + Math.min(index - piece.at, piece.length);
  };
  const first = offset(from);
  return { file, span: { start: first, end: to > from ? offset(to - 1) + 1 : first } };
}
