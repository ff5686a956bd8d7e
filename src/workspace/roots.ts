import type { FileId } from "../text/span";

/** Which pipelines are made of which files, both ways. A pipeline is named by the file that it is read from. */
export class Roots {
  readonly #files = new Map<FileId, ReadonlyMap<FileId, unknown>>();
  readonly #roots = new Map<FileId, Set<FileId>>();

  /** Tells all files of a pipeline, its root among them. */
  set(root: FileId, files: ReadonlyMap<FileId, unknown>): void {
    if (this.#files.get(root) === files) return;
    this.delete(root);
    this.#files.set(root, files);
    for (const file of files.keys()) {
      const roots = this.#roots.get(file);
      if (roots) roots.add(root);
      else this.#roots.set(file, new Set([root]));
    }
  }

  delete(root: FileId): void {
    for (const file of this.#files.get(root)?.keys() ?? []) {
      const roots = this.#roots.get(file)!;
      roots.delete(root);
      if (roots.size === 0) this.#roots.delete(file);
    }
    this.#files.delete(root);
  }

  /** Forgets the pipelines that are no more. */
  retain(isThere: (root: FileId) => boolean): void {
    for (const root of this.#files.keys()) if (!isThere(root)) this.delete(root);
  }

  /** The roots of the pipelines that a file is a part of; a root is a part of its own. */
  of(file: FileId): ReadonlySet<FileId> {
    return this.#roots.get(file) ?? none;
  }
}

const none: ReadonlySet<FileId> = new Set();
