import { existsSync } from "node:fs";
import { readdir, readFile, realpath } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import picomatch from "picomatch";
import { URI } from "vscode-uri";
import type { FileId } from "../text/span";
import type { FileHost } from "../workspace/snapshot";

/** Folders that hold no pipelines of the project itself. */
const skipped = new Set([".git", "node_modules", ".cache", "vendor"]);

/** A larger file is no pipeline. In bytes. */
const maxSize = 10 * 1024 * 1024;

/** Reads files from disk. What lies outside of the roots, through symbolic links too, is as if it were not there. */
export class NodeFiles implements FileHost {
  #roots: readonly string[] = [];

  /** @param roots folder paths; a file named by itself is its own root */
  constructor(roots: readonly string[] = []) {
    this.setRoots(roots);
  }

  setRoots(roots: readonly string[]): void {
    this.#roots = roots;
  }

  async readFile(file: FileId): Promise<string | undefined> {
    const path = pathOf(file);
    if (path === undefined || !(await this.#isInside(path))) return undefined;
    try {
      const bytes = await readFile(path);
      return bytes.length > maxSize ? undefined : bytes.toString("utf8");
    } catch {
      // Not there, a folder, or not to be read: the model treats all of them as absent.
      return undefined;
    }
  }

  async listFiles(folder: FileId, pattern: string): Promise<readonly FileId[]> {
    const root = pathOf(folder);
    if (root === undefined) return [];
    const matches = picomatch(pattern.replace(/^\//, ""), { dot: true });
    return (await findFiles(root, (path) => matches(path))).map(fileIdOf);
  }

  async #isInside(path: string): Promise<boolean> {
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined) return false;
    for (const root of this.#roots) {
      const top = await realpath(root).catch(() => root);
      if (real === top || real.startsWith(top.endsWith(sep) ? top : top + sep)) return true;
    }
    return false;
  }
}

/** The paths of the files below a folder, sorted, for which `accepts` holds for the path relative to it. */
export async function findFiles(folder: string, accepts: (path: string) => boolean): Promise<string[]> {
  const found: string[] = [];
  const visit = async (current: string): Promise<void> => {
    const entries = await readdir(current, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(current, entry.name);
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) await visit(path);
      } else if (accepts(relative(folder, path).split(sep).join("/"))) found.push(path);
    }
  };
  await visit(folder);
  return found.sort();
}

/** True when a command's argument has signs of a pattern in it. */
export function isGlob(argument: string): boolean {
  return picomatch.scan(argument).isGlob;
}

/** The files below `folder` that a pattern matches, sorted. A pattern may begin with `/` or `../`. */
export async function expandGlob(pattern: string, folder: string): Promise<string[]> {
  const { base, glob } = picomatch.scan(pattern);
  const matches = picomatch(glob);
  return findFiles(resolve(folder, base), (path) => matches(path));
}

/** The folder of the repository that holds a path, or undefined outside of any. */
export function repositoryOf(path: string): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
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
