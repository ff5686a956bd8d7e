import type { FileId } from "../text/span";
import type { FileState, Listing, Reader } from "./reader";

/** Loads files for the model. Paths that leave the workspace, through symbolic links too, are not there. */
export interface FileHost {
  /** The text of a file, undefined when it is not there or must not be read. */
  readonly readFile: (file: FileId) => Promise<string | undefined>;
  /** The files below a folder that match a glob pattern of GitLab's `include:local`. */
  readonly listFiles: (folder: FileId, pattern: string) => Promise<readonly FileId[]>;
  /** The workspace folder that is a working copy of the project with this path on GitLab. */
  readonly findProject?: (path: string) => Promise<FileId | undefined>;
}

/** What was loaded by the host. Never changed: loading or forgetting makes a new one. */
interface Disk {
  readonly files: ReadonlyMap<FileId, string | undefined>;
  readonly listings: ReadonlyMap<string, { readonly folder: FileId; readonly files: readonly FileId[] }>;
  readonly projects: ReadonlyMap<string, FileId | undefined>;
}

/** What is loaded at one moment. Reading never waits; what was asked for in vain is in `lacks`. */
export class Snapshot implements Reader {
  readonly lacks = {
    files: new Set<FileId>(),
    listings: new Map<string, { folder: FileId; pattern: string }>(),
    projects: new Set<string>(),
  };
  /** Weak: otherwise each snapshot would keep all before it. */
  readonly #changes = new WeakMap<Snapshot, ReadonlySet<FileId>>();

  /** @param open the texts of documents in an editor, which go before what is on disk */
  constructor(
    readonly disk: Disk,
    readonly open: ReadonlyMap<FileId, string>,
  ) {}

  get isComplete(): boolean {
    return this.lacks.files.size + this.lacks.listings.size + this.lacks.projects.size === 0;
  }

  read(file: FileId): FileState {
    const text = this.#textOf(file);
    if (text !== undefined) return { kind: "loaded", text };
    if (this.disk.files.has(file)) return { kind: "absent" };
    this.lacks.files.add(file);
    return { kind: "unread" };
  }

  list(folder: FileId, pattern: string): Listing {
    const key = listingKey(folder, pattern);
    const listing = this.disk.listings.get(key);
    if (listing) return { kind: "loaded", files: listing.files };
    this.lacks.listings.set(key, { folder, pattern });
    return { kind: "unread" };
  }

  project(path: string): FileId | undefined {
    if (!this.disk.projects.has(path)) this.lacks.projects.add(path);
    return this.disk.projects.get(path);
  }

  changesSince(earlier: Reader): ReadonlySet<FileId> | undefined {
    if (!(earlier instanceof Snapshot) || earlier.disk !== this.disk) return undefined;
    const known = this.#changes.get(earlier);
    if (known) return known;
    const files = [...this.open.keys(), ...earlier.open.keys()];
    const changes = new Set(files.filter((file) => this.#textOf(file) !== earlier.#textOf(file)));
    this.#changes.set(earlier, changes);
    return changes;
  }

  #textOf(file: FileId): string | undefined {
    return this.open.get(file) ?? this.disk.files.get(file);
  }
}

function listingKey(folder: FileId, pattern: string): string {
  return JSON.stringify([folder, pattern]);
}

/** Includes may include: so often the host is asked at most. */
const maxRounds = 200;

/** The files of a workspace as far as they are loaded, and the host that loads more. */
export class Workspace {
  #disk: Disk = { files: new Map(), listings: new Map(), projects: new Map() };
  #open: ReadonlyMap<FileId, string> = new Map();

  constructor(readonly host: FileHost) {}

  /** An editor's text goes before what is on disk. */
  open(file: FileId, text: string): void {
    this.#open = new Map(this.#open).set(file, text);
  }

  close(file: FileId): void {
    const open = new Map(this.#open);
    open.delete(file);
    this.#open = open;
    this.forget([file]);
  }

  /** The texts of files changed on disk: they are read again when they are asked for. */
  forget(changed: Iterable<FileId>): void {
    const files = new Map(this.#disk.files);
    for (const file of changed) files.delete(file);
    this.#disk = { ...this.#disk, files };
  }

  /** Files or folders appeared or went: what was read of them and below them, and what was listed around them, is asked for anew. */
  forgetBelow(changed: ReadonlySet<FileId>): void {
    const files = [...this.#disk.files].filter(([file]) => !isWithin(file, changed));
    const listings = [...this.#disk.listings].filter(
      ([, { folder }]) => !isWithin(folder, changed) && ![...changed].some((file) => file.startsWith(`${folder}/`)),
    );
    this.#disk = { ...this.#disk, files: new Map(files), listings: new Map(listings) };
  }

  /** The folders of the workspace are others: what may be read, and which projects there are, is asked for anew. */
  forgetAll(): void {
    this.#disk = { files: new Map(), listings: new Map(), projects: new Map() };
  }

  /** Runs `compute` on what is loaded, loads what it lacked, and so on until it lacks nothing. */
  async compute<T>(compute: (reader: Reader) => T): Promise<T> {
    for (let round = 0; ; round++) {
      const disk = this.#disk;
      const snapshot = new Snapshot(disk, this.#open);
      const result = compute(snapshot);
      if (snapshot.isComplete || round >= maxRounds) return result;
      const loaded = await this.#load(snapshot.lacks);
      // What was forgotten while it was read may be old.
      if (disk === this.#disk) this.#disk = merge(disk, loaded);
    }
  }

  async #load({ files, listings, projects }: Snapshot["lacks"]): Promise<Disk> {
    const { host } = this;
    const [texts, lists, folders] = await Promise.all([
      Promise.all([...files].map(async (file) => [file, await host.readFile(file)] as const)),
      Promise.all(
        [...listings].map(
          async ([key, { folder, pattern }]) =>
            [key, { folder, files: await host.listFiles(folder, pattern) }] as const,
        ),
      ),
      Promise.all([...projects].map(async (path) => [path, await host.findProject?.(path)] as const)),
    ]);
    return { files: new Map(texts), listings: new Map(lists), projects: new Map(folders) };
  }
}

/** True for one of some files and folders, and for what lies below one. */
export function isWithin(file: FileId, places: ReadonlySet<FileId>): boolean {
  for (let end = file.length; end > 0; end = file.lastIndexOf("/", end - 1)) {
    if (places.has(file.slice(0, end))) return true;
  }
  return false;
}

function merge(disk: Disk, loaded: Disk): Disk {
  return {
    files: new Map([...disk.files, ...loaded.files]),
    listings: new Map([...disk.listings, ...loaded.listings]),
    projects: new Map([...disk.projects, ...loaded.projects]),
  };
}
