import type { Range } from "vscode-languageserver-types";
import { LineIndex, type Lines } from "../text/lineIndex";
import type { FileId, Location } from "../text/span";
import type { Analysis } from "./analysis";

/** Translates places of an analysis to ranges of the language server protocol. */
export class Ranges {
  readonly #lines = new Map<FileId, Lines>();

  constructor(readonly texts: Analysis["texts"]) {}

  of({ file, span }: Location): Range {
    let lines = this.#lines.get(file);
    if (!lines) {
      lines = this.texts.lines(file) ?? new LineIndex(this.texts.get(file) ?? "");
      this.#lines.set(file, lines);
    }
    return { start: lines.position(span.start), end: lines.position(span.end) };
  }
}
