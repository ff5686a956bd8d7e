import { existsSync } from "node:fs";
import { lstat, readdir, readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { URI } from "vscode-uri";
import type { FileId } from "../text/span";
import { splitGlob } from "../workspace/globs";
import { matchesPattern } from "../workspace/pattern";
import type { FileHost } from "../workspace/snapshot";
import { findProject } from "./checkouts";
import type { FileFinder } from "./entries";

/** Folders that hold no pipelines of the project itself: what tools keep, fetch or make. */
const skipped: ReadonlySet<string> = new Set(
  ".git .hg .svn node_modules bower_components vendor .cache .venv venv __pycache__ .tox .terraform .gradle .yarn .pnpm-store".split(
    " ",
  ),
);

/** More folders than this are not searched; those near the top come first. */
const maxFolders = 50_000;

/** A larger file is no pipeline. In bytes. */
const maxSize = 10 * 1024 * 1024;

/** So many files are open at a time: systems allow a process about a thousand. */
const maxOpen = 64;

/** Reads files from disk. What lies outside of the roots, through symbolic links too, is as if it were not there. */
export class NodeFiles implements FileHost, FileFinder {
  #roots: readonly string[] = [];
  /** The roots without symbolic links. */
  #tops: Promise<readonly string[]> = Promise.resolve([]);
  readonly #slots = new Slots(maxOpen);

  /** @param roots folder paths; a file named by itself is its own root */
  constructor(roots: readonly string[] = []) {
    this.setRoots(roots);
  }

  setRoots(roots: readonly string[]): void {
    this.#roots = roots;
    this.#tops = Promise.all(roots.map((root) => realpath(root).catch(() => root)));
  }

  readFile(file: FileId): Promise<string | undefined> {
    const path = pathOf(file);
    return path === undefined ? Promise.resolve(undefined) : this.#slots.use(() => this.#read(path));
  }

  async listFiles(folder: FileId, pattern: string): Promise<readonly FileId[]> {
    const root = pathOf(folder);
    if (root === undefined) return [];
    const enters = (name: string) => !skipped.has(name) || pattern.includes(name);
    return (await findFiles(root, (path) => matchesPattern(path, pattern), root, enters)).map(fileIdOf);
  }

  async findFiles(folder: FileId, accepts: (path: string) => boolean, below: FileId): Promise<readonly FileId[]> {
    const [root, start] = [pathOf(folder), pathOf(below)];
    return root === undefined || start === undefined ? [] : (await findFiles(root, accepts, start)).map(fileIdOf);
  }

  async findProject(path: string): Promise<FileId | undefined> {
    const root = await findProject(this.#roots, path);
    return root === undefined ? undefined : fileIdOf(root);
  }

  async #read(path: string): Promise<string | undefined> {
    try {
      const real = await realpath(path);
      const isInside = (await this.#tops).some(
        (top) => real === top || real.startsWith(top.endsWith(sep) ? top : top + sep),
      );
      // A pipe could be read for ever.
      const file = isInside ? await stat(real) : undefined;
      return file?.isFile() && file.size <= maxSize ? await readFile(real, "utf8") : undefined;
    } catch {
      // Not there, or not to be read: the model treats both as absent.
      return undefined;
    }
  }
}

/** Lets so much go on at a time and no more. */
class Slots {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

/**
 * The paths of the files below a folder, sorted, for which `accepts` holds for the path relative to it.
 * @param start a folder in it: only what is below that is looked at
 * @param enters whether folders with a name are looked into
 */
export async function findFiles(
  folder: string,
  accepts: (path: string) => boolean,
  start = folder,
  enters = (name: string) => !skipped.has(name),
): Promise<string[]> {
  // A link may lead anywhere; the folder itself may be one.
  const isFolder = start === folder || (await lstat(start).catch(() => undefined))?.isDirectory();
  const found: string[] = [];
  const queue = isFolder ? [start] : [];
  for (let done = 0; done < Math.min(queue.length, maxFolders); ) {
    const batch = queue.slice(done, done + maxOpen);
    done += batch.length;
    const lists = await Promise.all(batch.map((path) => readdir(path, { withFileTypes: true }).catch(() => [])));
    lists.forEach((entries, index) => {
      for (const entry of entries) {
        const path = join(batch[index]!, entry.name);
        const below = relative(folder, path).split(sep).join("/");
        if (!entry.isDirectory()) {
          if (accepts(below)) found.push(path);
        } else if (enters(entry.name)) queue.push(path);
      }
    });
  }
  return found.sort();
}

/** The files below `folder` that a pattern matches, sorted. A pattern may begin with `/` or `../`. */
export async function expandGlob(pattern: string, folder: string): Promise<string[]> {
  const { base, matches } = splitGlob(pattern);
  return findFiles(resolve(folder, base), matches);
}

/** The folder of the project that holds a path: its repository or, outside of any, the nearest one with a `.gitlab-ci.yml`. */
export function projectOf(path: string): string | undefined {
  return folderWith(path, ".git") ?? folderWith(path, ".gitlab-ci.yml");
}

function folderWith(path: string, name: string): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** The path of a file on disk; undefined for other kinds of URIs. */
export function pathOf(file: FileId): string | undefined {
  return file.startsWith("file:") ? URI.parse(file).fsPath : undefined;
}

/** The URI of a path, written as VS Code writes it. */
export function fileIdOf(path: string): FileId {
  return URI.file(path).toString();
}
