import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { expandGlob, fileIdOf, pathOf, projectOf } from "../server/nodeFiles";
import type { FileId } from "../text/span";
import { isGlob } from "../workspace/globs";
import { displayPath } from "./displayPath";
import { UsageError } from "./usageError";

/** One file or folder that an argument names. */
export interface Place {
  /** As the user wrote it. */
  readonly given: string;
  readonly path: string;
  readonly isDirectory: boolean;
  /** The folder of its project, if it is in one. */
  readonly project: string | undefined;
  /** Where paths and globs begin: the project's folder, else its own. */
  readonly top: string;
}

/** What the arguments of a command name. */
export interface Places {
  readonly places: readonly Place[];
  /** The text of standard input, under the name that was given for it. */
  readonly typed: ReadonlyMap<FileId, string>;
  /** True for files that the arguments name on disk, themselves or through a folder. */
  readonly isNamed: (file: FileId) => boolean;
  /** A file as the user would write it: in the words of the argument it was found through. */
  readonly displayName: (file: FileId) => string;
}

/**
 * Finds what arguments name: files, folders, patterns, and `-` for standard input.
 * @param typedName the name of the file that standard input stands for
 * @throws UsageError for what is not there or cannot be read
 */
export async function findPlaces(args: readonly string[], typedName: string): Promise<Places> {
  const typed = new Map<FileId, string>();
  const places: Place[] = [];
  const add = (given: string, path: string, isDirectory: boolean) => {
    const project = projectOf(isDirectory ? join(path, "file") : path);
    places.push({ given, path, isDirectory, project, top: project ?? (isDirectory ? path : dirname(path)) });
  };
  for (const arg of args) {
    const path = resolve(arg === "-" ? typedName : arg);
    if (arg === "-") {
      typed.set(fileIdOf(path), await readAll(process.stdin));
      add(typedName, path, false);
    } else if (isGlob(arg) && !statSync(path, { throwIfNoEntry: false })) {
      const found = await expandGlob(arg, process.cwd());
      if (found.length === 0) throw new UsageError(`${arg} matches no file.`);
      for (const item of found) if (!isFolder(item, item)) add(item, item, false);
    } else add(arg, path, isFolder(arg, path));
  }
  const words = args.map((arg) => (arg === "-" ? typedName : arg)).filter((word) => !isGlob(word));
  return {
    places,
    typed,
    isNamed: (file) => {
      const path = pathOf(file);
      const named = places.filter((place) => !typed.has(fileIdOf(place.path)));
      // A link may lead out of what is named.
      return path !== undefined && named.some((place) => isInside(realpathSync(path), realpathSync(place.path)));
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

/** A file's path from the working directory with `/` between parts; undefined for what lies outside of it. */
export function pathFromHere(file: FileId): string | undefined {
  const path = pathOf(file);
  if (path === undefined || !isInside(path, process.cwd())) return undefined;
  return pathIn(process.cwd(), path);
}

/** The path of a file in a folder, with `/` between its parts. */
export function pathIn(folder: string, file: string): string {
  return relative(folder, file).split(sep).join("/");
}

function isInside(path: string, top: string): boolean {
  return path === top || path.startsWith(top.endsWith(sep) ? top : top + sep);
}
