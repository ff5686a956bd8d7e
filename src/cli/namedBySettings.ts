import { dirname } from "node:path";
import type { Settings } from "../config/settings";
import { findFiles } from "../server/nodeFiles";
import { compileGlobs } from "../workspace/globs";
import { configurationName, isYaml } from "../workspace/kind";
import { nameOf } from "../workspace/reader";
import { type Place, pathIn } from "./places";

/** A pipeline that the settings of a folder name; `top` is that folder. */
interface NamedPlace extends Place {
  /** The globs of the folder. */
  readonly files: readonly string[];
}

/**
 * What of a place is a pipeline because settings below the top of its project say so: in folders that lie between the
 * two, or in a folder that is named.
 */
export async function namedBySettings(
  { given, path, isDirectory, project, top }: Place,
  settingsOf: (folder: string) => Promise<Settings>,
): Promise<NamedPlace[]> {
  const named: NamedPlace[] = [];
  const folders = isDirectory ? await foldersWithSettings(path) : foldersBetween(dirname(path), top);
  for (const folder of folders.filter((other) => other !== top)) {
    const { files = [] } = await settingsOf(folder);
    const names = compileGlobs(files);
    const found = isDirectory ? await findFiles(folder, names) : [path];
    const own = found.filter((file) => isYaml(file) && names(pathIn(folder, file)));
    named.push(...own.map((file) => ({ given, path: file, isDirectory: false, project, top: folder, files })));
  }
  return named;
}

async function foldersWithSettings(folder: string): Promise<string[]> {
  return (await findFiles(folder, (path) => nameOf(path) === configurationName)).map((file) => dirname(file));
}

function foldersBetween(folder: string, top: string): string[] {
  return folder.length <= top.length ? [] : [folder, ...foldersBetween(dirname(folder), top)];
}
