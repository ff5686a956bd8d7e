import { join, relative, resolve } from "node:path";
import { Analyser, type Analysis, type Entry, flowsOf, projectFolder } from "../features/analysis";
import type { GivenSettings } from "../features/projects";
import { Entries } from "../server/entries";
import { fileIdOf, findFiles, NodeFiles, pathOf } from "../server/nodeFiles";
import type { Finding } from "../text/finding";
import type { FileId } from "../text/span";
import { compileRoles, type FileKind, kindOfEntry, kindOfNamed, type PipelineRole } from "../workspace/kind";
import { Workspace } from "../workspace/snapshot";
import { namedBySettings } from "./namedBySettings";
import { findPlaces, isFolder, type Place, type Places, pathIn } from "./places";
import { UsageError } from "./usageError";

/** What counts besides the arguments. */
export interface NamedOptions {
  /** Globs of roots with names of their own, relative to the project's folder. */
  readonly files?: readonly string[];
  /** The name of the file that standard input stands for. */
  readonly stdinFilename: string;
  /** True when a file whose name tells nothing is meant to be a pipeline. */
  readonly isPipeline?: boolean;
  readonly settings?: GivenSettings;
}

/** What counts besides the name of one pipeline. */
export type PipelineOptions = Pick<NamedOptions, "files" | "stdinFilename">;

/** What is read of what arguments name. */
export interface NamedAnalysis extends Pick<Analysis, "flows" | "runners" | "findings" | "failures" | "texts"> {
  /** What was asked for; `texts` has other files of the same pipelines too. */
  readonly files: Iterable<FileId>;
  /** What to tell a person besides. */
  readonly notes: readonly string[];
}

/** What arguments name, ready to be read. */
export interface Named extends Pick<Places, "isNamed" | "displayName"> {
  /** Reads it, with other texts in the place of some files: those count from then on. */
  readonly analyse: (texts: ReadonlyMap<FileId, string>) => Promise<NamedAnalysis>;
}

/** What the named files are, before they are read. */
interface Sorted {
  /** Everything that belongs to these is wanted. */
  readonly entries: Map<FileId, Entry>;
  /** Files that others may include: of the pipelines of their projects only what lies in them is wanted. */
  readonly parts: Map<FileId, Entry>;
  /** The folders of the projects of `parts`. */
  readonly projects: Set<string>;
  /** What may be read. */
  readonly roots: Set<string>;
  readonly notes: string[];
}

/**
 * Finds what a person names. In a folder the pipelines count, with what they include. A file that is no root by its name
 * is read as a part of the pipelines of its project that include it; one that none includes is an incomplete fragment.
 * Outside of any project it is a pipeline, unless its text lacks what a pipeline must have.
 * @param args files, folders, patterns, and `-` for standard input
 * @throws UsageError for what is not there or cannot be read
 */
export async function findNamed(args: readonly string[], options: NamedOptions): Promise<Named> {
  const { settings } = options;
  const { places: given, typed, isNamed, displayName } = await findPlaces(args, options.stdinFilename);
  const configured = settings?.file === undefined ? [] : [pathOf(settings.file)!];
  const host = new NodeFiles([...configured, ...given.flatMap(({ path, top }) => [path, top])]);
  const workspace = new Workspace(host);
  for (const [file, text] of typed) workspace.open(file, text);
  const analyser = new Analyser();
  const settingsOf = (folder: string) =>
    workspace.compute((reader) => analyser.project(fileIdOf(folder), reader, settings).settings);
  const globs = new Map<string, readonly string[]>();
  for (const { top } of given) globs.set(top, [...(options.files ?? []), ...((await settingsOf(top)).files ?? [])]);
  const places: Place[] = [];
  for (const place of given) {
    const named = settings?.file === undefined ? await namedBySettings(place, settingsOf) : [];
    for (const { top, files } of named) globs.set(top, files);
    if (place.isDirectory || named.length === 0) places.push(place);
    places.push(...named);
  }
  const { entries, parts, projects, roots, notes } = await sort(places, globs, options.isPipeline ?? false);
  host.setRoots([...configured, ...roots]);
  const search = new Entries(host, () => {});
  search.setFolders([...projects].map((folder) => ({ uri: fileIdOf(folder), files: globs.get(folder)! })));
  await search.ready;
  const others = search.list([]).filter(({ file }) => !parts.has(file));
  const analyse = (all: readonly Entry[]) => workspace.compute((reader) => analyser.analyse(all, reader, settings));
  return {
    isNamed,
    displayName,
    analyse: async (texts) => {
      for (const [file, text] of texts) workspace.open(file, text);
      const whole = await analyse([...entries.values()]);
      if (parts.size === 0) return Object.assign(whole, { files: whole.texts.keys(), notes });
      const around = await analyse([...others, ...parts.values()]);
      const named = [...parts.values()].filter(({ role, file }) => role === "fragment" && !isIncluded(file, around));
      const alone = named.map(
        ({ file }) =>
          `${relative(process.cwd(), pathOf(file)!)}: no pipeline includes this file, so what depends on other files is not checked.`,
      );
      return joinAnalyses(whole, around, parts, [...notes, ...alone]);
    },
  };
}

/**
 * Reads the pipelines that one file is a root or a part of.
 * @param path a file, or `-` for standard input
 * @throws UsageError for a folder and for what cannot be read
 */
export async function readPipeline(
  path: string,
  options: PipelineOptions,
): Promise<NamedAnalysis & Pick<Named, "displayName"> & { readonly file: FileId }> {
  if (path !== "-" && isFolder(path, resolve(path)))
    throw new UsageError(`${path} is a folder; name the pipeline's file.`);
  const { analyse, displayName } = await findNamed([path], { ...options, isPipeline: true });
  const file = fileIdOf(resolve(path === "-" ? options.stdinFilename : path));
  return Object.assign(await analyse(new Map()), { displayName, file });
}

async function sort(
  places: readonly Place[],
  globs: ReadonlyMap<string, readonly string[]>,
  isPipeline: boolean,
): Promise<Sorted> {
  const sorted: Sorted = { entries: new Map(), parts: new Map(), projects: new Set(), roots: new Set(), notes: [] };
  for (const { given, path, isDirectory, project, top } of places) {
    const roleOf = compileRoles(globs.get(top)!);
    const roleIn = (item: string) => roleOf(pathIn(top, item));
    const add = (item: string, kind: FileKind, role: PipelineRole | undefined, to: Map<FileId, Entry>): void => {
      const file = fileIdOf(item);
      const folder = projectFolder(file, fileIdOf(top));
      to.set(file, role ? { file, kind, folder, role } : { file, kind, folder });
      for (const root of [item, top, pathOf(folder)!]) sorted.roots.add(root);
    };
    if (isDirectory) {
      const kindIn = (item: string) => kindOfEntry(item, roleIn(item));
      const found = await findFiles(path, (below) => kindIn(join(path, below)) !== undefined);
      for (const item of found) add(item, kindIn(item)!, roleIn(item), sorted.entries);
      if (found.length === 0)
        sorted.notes.push(`${given}: no pipeline, runner configuration or Containerfile is in this folder.`);
      continue;
    }
    const kind = isPipeline ? "pipeline" : kindOfNamed(path);
    // Where there is no project nothing says that it is a part of something.
    const told = roleIn(path) ?? (project ? "fragment" : "unsure");
    const meant = isPipeline && told === "fragment" ? "unsure" : told;
    const role = kind === "pipeline" ? meant : undefined;
    const isPart = role === "fragment" || role === "unsure";
    add(path, kind, role, isPart ? sorted.parts : sorted.entries);
    if (isPart && project) sorted.projects.add(project);
  }
  return sorted;
}

function isIncluded(file: FileId, analysis: Analysis): boolean {
  return flowsOf(analysis, file).some(({ pipeline }) => !pipeline.isFragment);
}

/** What is wanted of the pipelines around some parts, beside what is wanted as a whole. */
function joinAnalyses(
  whole: Analysis,
  around: Analysis,
  parts: Sorted["parts"],
  notes: readonly string[],
): NamedAnalysis {
  const flows = around.flows.filter(({ pipeline }) => [...parts.keys()].some((file) => pipeline.files.has(file)));
  // Of a part that turns out to be a root all is wanted.
  const ownFiles = flows.flatMap(({ pipeline }) => (parts.has(pipeline.root) ? [...pipeline.files.keys()] : []));
  const wanted = new Set([...parts.keys(), ...ownFiles]);
  const isWanted = ({ location }: Finding) => wanted.has(location.file);
  return {
    runners: whole.runners,
    flows: [...whole.flows, ...flows.filter((flow) => !whole.flows.includes(flow))],
    findings: joinFindings([...whole.findings, ...around.findings.filter(isWanted)]),
    // A rule may still fail later, when its fixes are asked for.
    get failures() {
      return [...new Map([...around.failures, ...whole.failures].map((failure) => [failure.rule, failure])).values()];
    },
    texts: new Map([...whole.texts, ...around.texts]),
    files: new Set([...whole.texts.keys(), ...wanted]),
    notes,
  };
}

/** Each finding once: a file may be named by itself and come with its pipeline too. */
function joinFindings(findings: readonly Finding[]): Finding[] {
  const keyOf = ({ rule, location: { file, span } }: Finding) => JSON.stringify([rule, file, span.start, span.end]);
  return [...new Map(findings.map((finding) => [keyOf(finding), finding])).values()];
}
