import { type ConfigFile, readConfigFile } from "../config/file";
import type { Schema } from "../config/schema";
import { mergeSettings, type Settings } from "../config/settings";
import type { Containerfile } from "../containerfile/containerfile";
import type { ImageFlow } from "../images/flow";
import type { Subject } from "../rules/run";
import type { RunnerConfiguration } from "../runner/configuration";
import type { FileId } from "../text/span";
import { configurationName } from "../workspace/kind";
import { folderOf, type Reader } from "../workspace/reader";
import type { Entry } from "./pipelines";

/** The settings that are given besides a repository's file. */
export interface GivenSettings {
  /** What gives way to the file. */
  readonly defaults?: Settings;
  /** What goes before the file. */
  readonly overrides?: Settings;
  /** The same for what lies in single folders, in the place of `overrides`. */
  readonly folders?: ReadonlyMap<FileId, Settings>;
  /** The file that is read in the place of the repository's. */
  readonly file?: FileId;
}

/** A folder with its settings. */
export interface Project {
  /** The same object until a setting changes. */
  readonly settings: Settings;
  /** The file with the settings, if there is one. */
  readonly configuration: ConfigFile | undefined;
}

/** Finds the settings of folders and remembers them. */
export class Projects {
  readonly #known = new Map<FileId, Project & { readonly text: string; readonly given: GivenSettings }>();

  constructor(readonly schema: Schema) {}

  /** The settings of a folder: those in the nearest file of its own or of a folder above it. */
  read(folder: FileId, reader: Reader, given: GivenSettings): Project {
    const file = given.file ?? findFile(folder, reader);
    const state = file === undefined ? undefined : reader.read(file);
    const text = state?.kind === "loaded" ? state.text : "";
    const top = findFolder(folder, given.folders);
    const key = `${top}\n${file}`;
    const known = this.#known.get(key);
    if (known?.text === text && known.given === given) return known;
    const configuration = file === undefined ? undefined : readConfigFile(file, text, this.schema);
    const overrides = top === undefined ? given.overrides : given.folders?.get(top);
    const settings = mergeSettings([given.defaults ?? {}, configuration?.settings ?? {}, overrides ?? {}]);
    const project = { settings, configuration, text, given };
    this.#known.set(key, project);
    return project;
  }
}

/** The innermost of some folders in which a folder lies. */
function findFolder(folder: FileId, folders: GivenSettings["folders"]): FileId | undefined {
  for (let at = folder; folders; at = folderOf(at)) {
    if (folders.has(at)) return at;
    if (at === folderOf(at)) break;
  }
  return undefined;
}

function findFile(folder: FileId, reader: Reader): FileId | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    const file = `${at.replace(/\/$/, "")}/${configurationName}`;
    if (reader.read(file).kind === "loaded") return file;
    if (at === folderOf(at)) return undefined;
  }
}

/** What was read, by the settings that count for it. Containerfiles that only builds name belong to the first pipeline's. */
export function groupByProject(
  entries: readonly Entry[],
  read: {
    readonly flows: readonly ImageFlow[];
    readonly runners: readonly RunnerConfiguration[];
    readonly containerfiles: readonly Containerfile[];
  },
  projectOf: (folder: FileId) => Project,
  builds: Pick<Subject, "containerfileOf" | "buildsOf">,
): readonly Subject[] {
  const subjects = new Map<Settings, ReturnType<typeof makeSubject>>();
  const makeSubject = ({ settings, configuration }: Project) => ({
    settings,
    flows: [] as ImageFlow[],
    runners: [] as RunnerConfiguration[],
    containerfiles: [] as Containerfile[],
    configurations: configuration ? [configuration] : [],
    ...builds,
  });
  const subjectOf = (folder: FileId) => {
    const project = projectOf(folder);
    const subject = subjects.get(project.settings) ?? makeSubject(project);
    subjects.set(project.settings, subject);
    return subject;
  };
  const folders = new Map(entries.map(({ file, folder }) => [file, folder]));
  const folderOfFile = (file: FileId) => folders.get(file) ?? read.flows[0]?.pipeline.folder ?? folderOf(file);
  for (const flow of read.flows) subjectOf(flow.pipeline.folder).flows.push(flow);
  for (const configuration of read.runners) subjectOf(folderOfFile(configuration.file)).runners.push(configuration);
  for (const file of read.containerfiles) subjectOf(folderOfFile(file.file)).containerfiles.push(file);
  for (const { file, kind } of entries) if (kind === "configuration") subjectOf(folderOf(file));
  return [...subjects.values()];
}
