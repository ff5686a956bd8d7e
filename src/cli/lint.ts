import { readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { Analyser, type Entry, projectFolder } from "../features/analysis";
import { formatJson, formatText, reportFindings } from "../reports/findings";
import { fileIdOf, findFiles, NodeFiles, pathOf, repositoryOf } from "../server/nodeFiles";
import { type Severity, severities } from "../text/finding";
import { kindOf, kindOfNamed } from "../workspace/kind";
import { Workspace } from "../workspace/snapshot";
import { UsageError } from "./usageError";

export interface LintOptions {
  readonly format: string;
  readonly failOn: string;
}

export const formats = { text: formatText, json: formatJson };

/** Lints files and folders. Returns the report, what to say on standard error, and the exit code. */
export async function lint(
  paths: readonly string[],
  options: LintOptions,
): Promise<{ report: string; notes: string[]; exitCode: number }> {
  const format = formats[options.format as keyof typeof formats];
  if (!format)
    throw new UsageError(`There is no format “${options.format}”; use ${Object.keys(formats).join(" or ")}.`);
  const limit = severities.indexOf(options.failOn as Severity);
  if (limit < 0) throw new UsageError(`There is no severity “${options.failOn}”; use ${severities.join(", ")}.`);
  const { entries, roots, notes } = await collect(paths);
  const analyser = new Analyser();
  const { findings, failures, texts } = await new Workspace(new NodeFiles(roots)).compute((reader) =>
    analyser.analyse(entries, reader),
  );
  const broken = failures.map(
    ({ rule, error }) => `The rule ${rule} failed and was left out: ${error instanceof Error ? error.message : error}`,
  );
  const reported = reportFindings(findings, texts, (file) => displayPath(pathOf(file) ?? file, paths));
  const isBad = reported.some(({ severity }) => severities.indexOf(severity) <= limit);
  return { report: format(reported), notes: [...notes, ...broken], exitCode: isBad ? 1 : 0 };
}

async function collect(paths: readonly string[]): Promise<{ entries: Entry[]; roots: string[]; notes: string[] }> {
  const entries = new Map<string, Entry>();
  const roots: string[] = [];
  const notes: string[] = [];
  for (const given of paths) {
    const path = resolve(given);
    if (!checkReadable(given, path)) {
      const repository = repositoryOf(path);
      const file = fileIdOf(path);
      const folder = projectFolder(file, fileIdOf(repository ?? dirname(path)));
      roots.push(path, repository ?? dirname(path), pathOf(folder)!);
      entries.set(file, { file, kind: kindOfNamed(file), folder });
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
function displayPath(path: string, given: readonly string[]): string {
  for (const argument of given) {
    const below = relative(resolve(argument), path);
    if (below === "") return argument;
    if (!below.startsWith("..") && !isAbsolute(below)) return join(argument, below);
  }
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}
