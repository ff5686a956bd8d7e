import { readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { type Entry, projectFolder } from "../features/analysis";
import { fileIdOf, findFiles, pathOf, repositoryOf } from "../server/nodeFiles";
import { type FileKind, kindOf, kindOfNamed } from "../workspace/kind";
import { UsageError } from "./usageError";

/** What a command works on, and the folders that may be read for it. */
export interface Input {
  readonly entries: readonly Entry[];
  readonly roots: readonly string[];
}

/** The files that a person named and those in the folders that a person named. */
export async function collect(paths: readonly string[]): Promise<Input & { notes: readonly string[] }> {
  const entries = new Map<string, Entry>();
  const roots: string[] = [];
  const notes: string[] = [];
  for (const given of paths) {
    const path = resolve(given);
    if (!checkReadable(given, path)) {
      const single = readNamed(path, kindOfNamed(fileIdOf(path)));
      roots.push(...single.roots);
      for (const entry of single.entries) entries.set(entry.file, entry);
      continue;
    }
    roots.push(path);
    const found = await findFiles(path, (name) => kindOf(fileIdOf(join(path, name))) !== undefined);
    if (found.length === 0)
      notes.push(`${given}: no pipeline, runner configuration or Containerfile is in this folder.`);
    for (const item of found) {
      const file = fileIdOf(item);
      const folder = projectFolder(file, fileIdOf(repositoryOf(join(path, "file")) ?? path));
      roots.push(pathOf(folder)!);
      if (!entries.has(file)) entries.set(file, { file, kind: kindOf(file)!, folder });
    }
  }
  return { entries: [...entries.values()], roots, notes };
}

/** One pipeline that a person named. @throws UsageError for a folder and for what cannot be read */
export function pipelineInput(given: string): Input {
  const path = resolve(given);
  if (checkReadable(given, path)) throw new UsageError(`${given} is a folder; name the pipeline's file.`);
  return readNamed(path, "pipeline");
}

function readNamed(path: string, kind: FileKind): Input {
  const repository = repositoryOf(path) ?? dirname(path);
  const file = fileIdOf(path);
  const folder = projectFolder(file, fileIdOf(repository));
  return { entries: [{ file, kind, folder }], roots: [path, repository, pathOf(folder)!] };
}

/** True for a folder. @throws UsageError when the path cannot be read */
function checkReadable(given: string, path: string): boolean {
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

/** A path as the user would write it: in the words of the argument it was found through. */
export function displayPath(path: string, given: readonly string[]): string {
  for (const argument of given) {
    const below = relative(resolve(argument), path);
    if (below === "") return argument;
    if (!below.startsWith("..") && !isAbsolute(below)) return join(argument, below);
  }
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}
