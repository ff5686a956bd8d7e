import { readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { Analyser, type Analysis, type Entry, flowsOf, projectFolder } from "../features/analysis";
import { Entries } from "../server/entries";
import { fileIdOf, findFiles, NodeFiles, pathOf, projectOf } from "../server/nodeFiles";
import type { Finding } from "../text/finding";
import type { FileId } from "../text/span";
import { compileRoles, type FileKind, kindOfEntry, kindOfNamed, type PipelineRole } from "../workspace/kind";
import { Workspace } from "../workspace/snapshot";
import { UsageError } from "./usageError";

/** What the paths of a command line mean. */
export interface Named extends Pick<Analysis, "flows" | "findings" | "failures" | "texts"> {
  /** What to tell a person besides. */
  readonly notes: readonly string[];
}

/** What the paths are, before anything is read. */
interface Paths {
  /** Everything that belongs to these is wanted. */
  readonly entries: Map<FileId, Entry>;
  /** Files that others may include: of the pipelines of their projects only what lies in them is wanted. */
  readonly parts: Map<FileId, Entry>;
  readonly projects: Set<string>;
  /** What may be read. */
  readonly roots: Set<string>;
  readonly notes: string[];
}

/**
 * Reads what a person names. In a folder the pipelines count, with what they include. A file that is no root by its name
 * is read as a part of the pipelines of its project that include it; one that none includes is an incomplete fragment.
 * Outside of any project it is a pipeline, unless its text lacks what a pipeline must have.
 * @param files globs, relative to the project's folder, of roots with names of their own
 * @param isPipeline true when a file whose name tells nothing is meant to be a pipeline
 * @throws UsageError when a path cannot be read
 */
export async function readNamed(
  paths: readonly string[],
  files: readonly string[],
  isPipeline = false,
): Promise<Named> {
  const { entries, parts, projects, roots, notes } = await collect(paths, compileRoles(files), isPipeline);
  const host = new NodeFiles([...roots]);
  const workspace = new Workspace(host);
  const analyser = new Analyser();
  const analyse = (all: readonly Entry[]) => workspace.compute((reader) => analyser.analyse(all, reader));
  const whole = await analyse([...entries.values()]);
  if (parts.size === 0) return { ...whole, notes };
  const search = new Entries(host, () => {});
  search.setFolders([...projects].map((folder) => ({ uri: fileIdOf(folder), files })));
  await search.ready;
  const others = search.list([]).filter(({ file }) => !parts.has(file));
  const around = await analyse([...others, ...parts.values()]);
  for (const [file, { role }] of parts) {
    if (role === "fragment" && flowsOf(around, file).every(({ pipeline }) => pipeline.isFragment)) {
      const name = relative(process.cwd(), pathOf(file)!);
      notes.push(`${name}: no pipeline includes this file, so what depends on other files is not checked.`);
    }
  }
  const flows = around.flows.filter(({ pipeline }) => [...parts.keys()].some((file) => pipeline.files.has(file)));
  // Of a part that turns out to be a root all is wanted.
  const ownFiles = flows.flatMap(({ pipeline }) => (parts.has(pipeline.root) ? [...pipeline.files.keys()] : []));
  const wanted = new Set([...parts.keys(), ...ownFiles]);
  return {
    flows: [...whole.flows, ...flows.filter((flow) => !whole.flows.includes(flow))],
    findings: joinFindings([...whole.findings, ...around.findings.filter(({ location }) => wanted.has(location.file))]),
    failures: [...whole.failures, ...around.failures],
    texts: around.texts,
    notes,
  };
}

/** Reads the pipelines that one file is a root or a part of. @throws UsageError for a folder and for what cannot be read */
export async function readPipeline(path: string, files: readonly string[]): Promise<Named> {
  if (checkReadable(path, resolve(path))) throw new UsageError(`${path} is a folder; name the pipeline's file.`);
  return readNamed([path], files, true);
}

/** Each finding once: a file may be named by itself and come with its pipeline too. */
function joinFindings(findings: readonly Finding[]): Finding[] {
  const keyOf = ({ rule, location: { file, span } }: Finding) => JSON.stringify([rule, file, span.start, span.end]);
  return [...new Map(findings.map((finding) => [keyOf(finding), finding])).values()];
}

async function collect(
  paths: readonly string[],
  roleOf: (path: string) => PipelineRole | undefined,
  isPipeline: boolean,
): Promise<Paths> {
  const named: Paths = { entries: new Map(), parts: new Map(), projects: new Set(), roots: new Set(), notes: [] };
  for (const given of paths) {
    const path = resolve(given);
    const isFolder = checkReadable(given, path);
    const project = projectOf(isFolder ? join(path, "file") : path);
    const top = project ?? (isFolder ? path : dirname(path));
    const roleIn = (item: string) => roleOf(relative(top, item).split(sep).join("/"));
    const add = (item: string, kind: FileKind, role: PipelineRole | undefined, to: Map<FileId, Entry>): void => {
      const file = fileIdOf(item);
      const folder = projectFolder(file, fileIdOf(top));
      to.set(file, role ? { file, kind, folder, role } : { file, kind, folder });
      for (const root of [item, top, pathOf(folder)!]) named.roots.add(root);
    };
    if (isFolder) {
      const kindIn = (item: string) => kindOfEntry(item, roleIn(item));
      const found = await findFiles(path, (below) => kindIn(join(path, below)) !== undefined);
      for (const item of found) add(item, kindIn(item)!, roleIn(item), named.entries);
      if (found.length === 0)
        named.notes.push(`${given}: no pipeline, runner configuration or Containerfile is in this folder.`);
      continue;
    }
    const kind = isPipeline ? "pipeline" : kindOfNamed(path);
    // Where there is no project nothing says that it is a part of something.
    const told = roleIn(path) ?? (project ? "fragment" : "unsure");
    const meant = isPipeline && told === "fragment" ? "unsure" : told;
    const role = kind === "pipeline" ? meant : undefined;
    const isPart = role === "fragment" || role === "unsure";
    add(path, kind, role, isPart ? named.parts : named.entries);
    if (isPart && project) named.projects.add(project);
  }
  return named;
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
