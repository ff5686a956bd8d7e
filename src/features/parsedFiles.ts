import type { FileId } from "../text/span";
import { type Reader, textOf } from "../workspace/reader";

/** What files were parsed to, kept as long as their texts stay the same. */
export class ParsedFiles<T> {
  readonly #files = new Map<FileId, { readonly text: string; readonly parsed: T }>();

  constructor(readonly parse: (file: FileId, text: string) => T) {}

  /** Undefined where there is no such file. */
  read(file: FileId, reader: Reader): T | undefined {
    const text = textOf(reader, file);
    if (text === undefined) return undefined;
    const known = this.#files.get(file);
    if (known?.text === text) return known.parsed;
    const parsed = this.parse(file, text);
    this.#files.set(file, { text, parsed });
    return parsed;
  }
}
