import { LineIndex, type LinePosition, type Lines } from "./lineIndex";
import type { FileId, Location } from "./span";

/** A part of a file in lines, `end` exclusive. */
export interface LinePlace {
  readonly start: LinePosition;
  readonly end: LinePosition;
}

/** The texts of files. */
export interface Texts extends ReadonlyMap<FileId, string> {
  /** The lines of a file where those are known; undefined where they must be counted. */
  readonly lines?: (file: FileId) => Lines | undefined;
}

/** Translates locations in some files to lines; each file is indexed once, when it is first asked for. */
export class Places {
  readonly #lines = new Map<FileId, LineIndex>();

  /** @param texts a file that is not among them counts as empty */
  constructor(readonly texts: Pick<Texts, "get" | "lines">) {}

  of({ file, span }: Location): LinePlace {
    const lines = this.texts.lines?.(file) ?? this.lines(file);
    return { start: lines.position(span.start), end: lines.position(span.end) };
  }

  /** The lines of a file. */
  lines(file: FileId): LineIndex {
    let lines = this.#lines.get(file);
    if (!lines) {
      lines = new LineIndex(this.texts.get(file) ?? "");
      this.#lines.set(file, lines);
    }
    return lines;
  }
}
