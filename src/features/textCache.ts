import type { FileId } from "../text/span";

/** Makes something of the texts of files and keeps what it made of the newest text of each. */
export class TextCache<T> {
  readonly #known = new Map<FileId, { readonly text: string; readonly made: T }>();

  constructor(readonly make: (file: FileId, text: string) => T) {}

  get(file: FileId, text: string): T {
    const known = this.#known.get(file);
    if (known?.text === text) return known.made;
    const made = this.make(file, text);
    this.#known.set(file, { text, made });
    return made;
  }
}
