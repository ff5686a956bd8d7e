import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { type Entry, projectFolder } from "../features/analysis";
import { expandGlob, fileIdOf, findFiles, isGlob, pathOf, repositoryOf } from "../server/nodeFiles";
import type { FileId } from "../text/span";
import { kindOf, kindOfNamed } from "../workspace/kind";
import { UsageError } from "./usageError";

/** What the arguments of a command name. */
export interface Inputs {
  readonly entries: readonly Entry[];
  /** Folders below which files may be read. */
  readonly roots: readonly string[];
  /** The folders that are searched. */
  readonly folders: readonly FileId[];
  /** What a person should know of the arguments: one line each. */
  readonly notes: readonly string[];
  /** The text of standard input, under the name that was given for it. */
  readonly typed: ReadonlyMap<FileId, string>;
  /** True for files that the arguments name, themselves or through a folder. */
  readonly isNamed: (file: FileId) => boolean;
  /** A file as the user would write it: in the words of the argument it was found through. */
  readonly displayName: (file: FileId) => string;
}

/**
 * Finds the files that arguments name: files, folders to search, patterns, and `-` for standard input.
 * @param typedName the name of the file that standard input stands for
 * @throws UsageError for what is not there or cannot be read
 */
export async function findInputs(args: readonly string[], typedName: string): Promise<Inputs> {
  const entries = new Map<string, Entry>();
  const roots: string[] = [];
  const folders: FileId[] = [];
  const notes: string[] = [];
  const typed = new Map<FileId, string>();
  const named: string[] = [];
  const addFile = (path: string) => {
    const file = fileIdOf(path);
    const repository = repositoryOf(path);
    const folder = projectFolder(file, fileIdOf(repository ?? dirname(path)));
    roots.push(path, repository ?? dirname(path), pathOf(folder)!);
    entries.set(file, { file, kind: kindOf(file) ?? kindOfNamed(file), folder });
  };
  for (const arg of args) {
    const path = resolve(arg === "-" ? typedName : arg);
    if (arg === "-") {
      addFile(path);
      typed.set(fileIdOf(path), await readAll(process.stdin));
      continue;
    }
    if (isGlob(arg) && !statSync(path, { throwIfNoEntry: false })) {
      const found = await expandGlob(arg, process.cwd());
      if (found.length === 0) throw new UsageError(`${arg} matches no file.`);
      named.push(...found);
      for (const item of found) if (!isFolder(item, item)) addFile(item);
      continue;
    }
    named.push(path);
    if (!isFolder(arg, path)) {
      addFile(path);
      continue;
    }
    roots.push(path);
    folders.push(fileIdOf(path));
    const found = await findFiles(path, (name) => kindOf(fileIdOf(join(path, name))) !== undefined);
    if (found.length === 0) notes.push(`${arg}: no pipeline, runner configuration or Containerfile is in this folder.`);
    for (const item of found) {
      const file = fileIdOf(item);
      const folder = projectFolder(file, fileIdOf(repositoryOf(join(path, "file")) ?? path));
      roots.push(pathOf(folder)!);
      if (!entries.has(file)) entries.set(file, { file, kind: kindOf(file)!, folder });
    }
  }
  const words = args.map((arg) => (arg === "-" ? typedName : arg)).filter((word) => !isGlob(word));
  return {
    entries: [...entries.values()],
    roots,
    folders,
    notes,
    typed,
    isNamed: (file) => {
      const path = pathOf(file);
      // A link may lead out of what is named.
      return path !== undefined && named.some((top) => isInside(realpathSync(path), realpathSync(top)));
    },
    displayName: (file) => displayPath(pathOf(file) ?? file, words),
  };
}

/** True for a folder. @throws UsageError when the path cannot be read, or is no text */
export function isFolder(given: string, path: string): boolean {
  try {
    if (statSync(path).isDirectory()) return true;
    const text = readFileSync(path);
    if (text.includes(0)) throw new UsageError(`${given} is not a text file.`);
    return false;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(code === "ENOENT" ? `${given} does not exist.` : `${given} cannot be read (${code}).`);
  }
}

function displayPath(path: string, given: readonly string[]): string {
  for (const argument of given) {
    const below = relative(resolve(argument), path);
    if (below === "") return argument;
    if (!below.startsWith("..") && !isAbsolute(below)) return join(argument, below);
  }
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}

function isInside(path: string, top: string): boolean {
  return path === top || path.startsWith(top.endsWith(sep) ? top : top + sep);
}

/** A file's path from the working directory with `/` between parts; undefined for what lies outside of it. */
export function pathFromHere(file: FileId): string | undefined {
  const path = pathOf(file);
  if (path === undefined || !isInside(path, process.cwd())) return undefined;
  return relative(process.cwd(), path).split(sep).join("/");
}
