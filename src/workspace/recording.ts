import type { FileId } from "../text/span";
import { type FileState, type Listing, type Reader, textOf } from "./reader";

/** Passes on what a reader tells and remembers it: what was made of it holds as long as a reader tells the same. */
export class Recording implements Reader {
  readonly #files = new Map<FileId, string | undefined>();
  readonly #listings: { folder: FileId; pattern: string; files: readonly FileId[] }[] = [];
  readonly #projects = new Map<string, FileId | undefined>();
  #isComplete = true;
  #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** False when something was asked for that is not loaded yet. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  read(file: FileId): FileState {
    const state = this.#reader.read(file);
    if (state.kind === "unread") this.#isComplete = false;
    this.#files.set(file, state.kind === "loaded" ? state.text : undefined);
    return state;
  }

  list(folder: FileId, pattern: string): Listing {
    const listing = this.#reader.list(folder, pattern);
    if (listing.kind === "unread") this.#isComplete = false;
    else this.#listings.push({ folder, pattern, files: listing.files });
    return listing;
  }

  project(path: string): FileId | undefined {
    const folder = this.#reader.project?.(path);
    this.#projects.set(path, folder);
    return folder;
  }

  /** True when a reader tells all that was read here; later changes are then looked for from that reader on. */
  holdsFor(reader: Reader): boolean {
    const changes = reader.changesSince?.(this.#reader);
    const holds = changes
      ? [...changes].every((file) => !this.#files.has(file) || this.#files.get(file) === textOf(reader, file))
      : this.#isToldBy(reader);
    if (holds) this.#reader = reader;
    return holds;
  }

  #isToldBy(reader: Reader): boolean {
    for (const [file, text] of this.#files) if (textOf(reader, file) !== text) return false;
    for (const [path, folder] of this.#projects) if (reader.project?.(path) !== folder) return false;
    return this.#listings.every(({ folder, pattern, files }) => {
      const listing = reader.list(folder, pattern);
      return listing.kind === "loaded" && isSameList(listing.files, files);
    });
  }
}

function isSameList(a: readonly FileId[], b: readonly FileId[]): boolean {
  return a === b || (a.length === b.length && a.every((file, index) => file === b[index]));
}
