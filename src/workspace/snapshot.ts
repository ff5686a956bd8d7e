import type { FileId } from "../text/span";
import type { FileState, Listing, Reader } from "./reader";

/** Loads files for the model. Paths that leave the workspace, through symbolic links too, are not there. */
export interface FileHost {
  /** The text of a file, undefined when it is not there or must not be read. */
  readonly readFile: (file: FileId) => Promise<string | undefined>;
  /** The files below a folder that match a glob pattern of GitLab's `include:local`. */
  readonly listFiles: (folder: FileId, pattern: string) => Promise<readonly FileId[]>;
}

/** What is loaded at one moment. Reading never waits; what was asked for in vain is in `lacks`. */
export class Snapshot implements Reader {
  readonly lacks = { files: new Set<FileId>(), listings: new Map<string, { folder: FileId; pattern: string }>() };

  constructor(
    readonly files: ReadonlyMap<FileId, string | undefined>,
    readonly listings: ReadonlyMap<string, readonly FileId[]>,
  ) {}

  read(file: FileId): FileState {
    if (this.files.has(file)) {
      const text = this.files.get(file);
      return text === undefined ? { kind: "absent" } : { kind: "loaded", text };
    }
    this.lacks.files.add(file);
    return { kind: "unread" };
  }

  list(folder: FileId, pattern: string): Listing {
    const key = listingKey(folder, pattern);
    const files = this.listings.get(key);
    if (files) return { kind: "loaded", files };
    this.lacks.listings.set(key, { folder, pattern });
    return { kind: "unread" };
  }
}

function listingKey(folder: FileId, pattern: string): string {
  return JSON.stringify([folder, pattern]);
}

/** Includes may include: so often the host is asked at most. */
const maxRounds = 200;

/** The files of a workspace as far as they are loaded, and the host that loads more. */
export class Workspace {
  readonly #files = new Map<FileId, string | undefined>();
  readonly #listings = new Map<string, readonly FileId[]>();
  readonly #open = new Map<FileId, string>();
  /** Counts what was forgotten: what was read before that may be old. */
  #changes = 0;

  constructor(readonly host: FileHost) {}

  /** An editor's text goes before what is on disk. */
  open(file: FileId, text: string): void {
    this.#open.set(file, text);
  }

  close(file: FileId): void {
    this.#open.delete(file);
    this.forget(file);
  }

  /** A file or folder changed on disk: what was read of it is read again when it is asked for. */
  forget(changed: FileId): void {
    this.#changes++;
    for (const file of this.#files.keys()) {
      if (file === changed || file.startsWith(`${changed}/`)) this.#files.delete(file);
    }
    this.#listings.clear();
  }

  /** Runs `compute` on what is loaded, loads what it lacked, and so on until it lacks nothing. */
  async compute<T>(compute: (reader: Reader) => T): Promise<T> {
    for (let round = 0; ; round++) {
      const snapshot = new Snapshot(new Map([...this.#files, ...this.#open]), new Map(this.#listings));
      const result = compute(snapshot);
      const { files, listings } = snapshot.lacks;
      if ((files.size === 0 && listings.size === 0) || round >= maxRounds) return result;
      const before = this.#changes;
      const texts = await Promise.all([...files].map(async (file) => [file, await this.host.readFile(file)] as const));
      const found = await Promise.all(
        [...listings].map(
          async ([key, { folder, pattern }]) => [key, await this.host.listFiles(folder, pattern)] as const,
        ),
      );
      if (before !== this.#changes) continue;
      for (const [file, text] of texts) this.#files.set(file, text);
      for (const [key, list] of found) this.#listings.set(key, list);
    }
  }
}
