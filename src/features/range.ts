import type { Range } from "vscode-languageserver-types";
import { LineIndex, type Lines } from "../text/lineIndex";
import type { FileId, Location } from "../text/span";
import type { Analysis } from "./analysis";

/** Translates places of an analysis to ranges of the language server protocol. */
export class Ranges {
  readonly #lines = new Map<FileId, Lines>();

  constructor(readonly analysis: Pick<Analysis, "flows" | "texts">) {}

  of({ file, span }: Location): Range {
    let lines = this.#lines.get(file);
    if (!lines) {
      lines = this.#linesOf(file);
      this.#lines.set(file, lines);
    }
    return { start: lines.position(span.start), end: lines.position(span.end) };
  }

  /** A parsed file knows its lines already. */
  #linesOf(file: FileId): Lines {
    const text = this.analysis.texts.get(file) ?? "";
    const files = this.analysis.flows.map(({ pipeline }) => pipeline.files.get(file));
    return files.find((parsed) => parsed?.text === text)?.lines ?? new LineIndex(text);
  }
}
