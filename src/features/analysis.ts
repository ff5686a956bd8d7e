import type { ConfigFile } from "../config/file";
import { settingsSchema } from "../config/schema";
import type { Settings } from "../config/settings";
import type { Containerfile } from "../containerfile/containerfile";
import { parseContainerfile } from "../containerfile/parse";
import { readPipeline } from "../gitlab/read";
import { containerfileCandidates } from "../images/containerfile";
import type { BuildEvent, ImageFlow } from "../images/flow";
import { readImageFlow } from "../images/read";
import { type RunnerKnowledge, readRunnerKnowledge } from "../images/runnerKnowledge";
import { rules as allRules } from "../rules/index";
import type { RuleFailure } from "../rules/results";
import type { Rule } from "../rules/rule";
import { Linter } from "../rules/run";
import type { RunnerConfiguration } from "../runner/configuration";
import { parseRunnerConfiguration } from "../runner/parse";
import { ShellParser } from "../shell/parse";
import type { Finding } from "../text/finding";
import type { FileId } from "../text/span";
import type { FileKind } from "../workspace/kind";
import { folderOf, nameOf, type Reader } from "../workspace/reader";
import { parseYaml } from "../yaml/parse";
import { findFurtherEntries, type GivenSettings, groupByProject, type Project, Projects } from "./projects";
import { TextCache } from "./textCache";

/** A file to start from. */
export interface Entry {
  readonly file: FileId;
  readonly kind: FileKind;
  /** The project's folder: where `include:local` and the paths of scripts begin. */
  readonly folder: FileId;
}

/** What the files of a workspace mean, and what the rules find in them. */
export interface Analysis {
  readonly flows: readonly ImageFlow[];
  readonly runners: readonly RunnerConfiguration[];
  readonly containerfiles: ReadonlyMap<FileId, Containerfile>;
  readonly configurations: readonly ConfigFile[];
  readonly findings: readonly Finding[];
  readonly failures: readonly RuleFailure[];
  /** Every file that was read, entries and included ones, with its text. */
  readonly texts: ReadonlyMap<FileId, string>;
}

/** What an analysis depends on besides files. The same object is the same settings. */
export interface AnalysisOptions {
  readonly settings?: GivenSettings;
  /** Folders whose settings may name further entry files. */
  readonly folders?: readonly FileId[];
}

const noSettings: GivenSettings = {};

/** Turns files into an {@link Analysis}; remembers what did not change since the last one. */
export class Analyser {
  readonly #shell = new ShellParser();
  readonly #yaml = new TextCache(parseYaml);
  readonly #runners = new TextCache(parseRunnerConfiguration);
  readonly #containerfiles = new TextCache(parseContainerfile);
  readonly #flows = new Map<
    FileId,
    {
      readonly reads: ReadonlyMap<FileId, string | undefined>;
      readonly knowledge: RunnerKnowledge;
      readonly flow: ImageFlow;
    }
  >();
  readonly #known = new WeakMap<
    Settings,
    { readonly from: readonly RunnerConfiguration[]; readonly knowledge: RunnerKnowledge }
  >();
  readonly #candidates = new WeakMap<BuildEvent, readonly FileId[]>();
  readonly #linter: Linter;
  readonly #projects: Projects;

  constructor(rules: readonly Rule[] = allRules) {
    this.#linter = new Linter(rules);
    this.#projects = new Projects(settingsSchema(rules));
  }

  analyse(named: readonly Entry[], reader: Reader, options: AnalysisOptions = {}): Analysis {
    const texts = new Map<FileId, string>();
    const containerfiles = new Map<FileId, Containerfile>();
    const recorder: Reader = {
      list: (folder, pattern) => reader.list(folder, pattern),
      read: (file) => {
        const state = reader.read(file);
        if (state.kind === "loaded") texts.set(file, state.text);
        return state;
      },
    };
    const containerfile = (file: FileId) => {
      const state = recorder.read(file);
      if (state.kind !== "loaded") return undefined;
      const parsed = this.#containerfiles.get(file, state.text);
      containerfiles.set(file, parsed);
      return parsed;
    };
    const projects = new Map<FileId, Project>();
    const projectOf = (folder: FileId) => {
      const project = projects.get(folder) ?? this.#projects.read(folder, recorder, options.settings ?? noSettings);
      projects.set(folder, project);
      return project;
    };
    const entries = [...named, ...findFurtherEntries(named, options.folders ?? [], projectOf, recorder)];
    const runners = entries.flatMap((entry) => {
      const state = entry.kind === "runner" ? recorder.read(entry.file) : undefined;
      return (state?.kind === "loaded" && this.#runners.get(entry.file, state.text)) || [];
    });
    const knowledgeOf = (folder: FileId) => this.#knowledge(projectOf(folder).settings, runners);
    const flows = dropIncluded(
      entries
        .filter((entry) => entry.kind === "pipeline")
        .map((entry) => this.#flow(entry, recorder, knowledgeOf(entry.folder))),
    );
    for (const entry of entries) if (entry.kind === "containerfile") containerfile(entry.file);
    const used = new Map<BuildEvent, Containerfile>();
    for (const flow of flows) {
      for (const build of flow.runs.flatMap((run) => run.events.filter((event) => event.kind === "build"))) {
        const candidates = this.#candidates.get(build) ?? containerfileCandidates(build, flow.pipeline.folder);
        this.#candidates.set(build, candidates);
        const file = candidates.map(containerfile).find((found) => found !== undefined);
        if (file) used.set(build, file);
      }
    }
    const read = { flows, runners, containerfiles: [...containerfiles.values()] };
    const subjects = groupByProject(entries, read, projectOf, (build) => used.get(build));
    const { findings, failures } = this.#linter.lint(subjects, texts);
    const configurations = subjects.flatMap((subject) => subject.configurations);
    return { flows, runners, containerfiles, configurations, findings, failures, texts };
  }

  /** The same object for as long as settings and configurations are. */
  #knowledge(settings: Settings, runners: readonly RunnerConfiguration[]): RunnerKnowledge {
    const known = this.#known.get(settings);
    const isSame = known?.from.length === runners.length && known.from.every((one, index) => one === runners[index]);
    if (known && isSame) return known.knowledge;
    const knowledge = readRunnerKnowledge(settings, runners);
    this.#known.set(settings, { from: runners, knowledge });
    return knowledge;
  }

  #flow(entry: Entry, reader: Reader, knowledge: RunnerKnowledge): ImageFlow {
    const remembered = this.#flows.get(entry.file);
    if (
      remembered?.knowledge === knowledge &&
      [...remembered.reads].every(([file, text]) => textOf(reader, file) === text)
    )
      return remembered.flow;
    const reads = new Map<FileId, string | undefined>();
    let isListing = false;
    const recorder: Reader = {
      list: (folder, pattern) => {
        isListing = true;
        return reader.list(folder, pattern);
      },
      read: (file) => {
        const state = reader.read(file);
        reads.set(file, state.kind === "loaded" ? state.text : undefined);
        return state;
      },
    };
    const pipeline = readPipeline(entry.file, entry.folder, recorder, (file, text) => this.#yaml.get(file, text));
    const flow = readImageFlow(pipeline, this.#shell, knowledge);
    // Which files match a pattern may change without any of the read ones changing.
    if (!isListing) this.#flows.set(entry.file, { reads, knowledge, flow });
    return flow;
  }
}

function textOf(reader: Reader, file: FileId): string | undefined {
  const state = reader.read(file);
  return state.kind === "loaded" ? state.text : undefined;
}

/** A file that another entry includes is read as a part of that, not as a pipeline of its own. */
function dropIncluded(flows: readonly ImageFlow[]): ImageFlow[] {
  const roots = flows.map((flow) => flow.pipeline.root);
  return flows.filter(({ pipeline }) => {
    const isIncluded = flows.some(
      (other) => other.pipeline.root !== pipeline.root && other.pipeline.files.has(pipeline.root),
    );
    const isCircle = isIncluded && pipeline.root === roots.find((root) => pipeline.files.has(root));
    return !isIncluded || isCircle;
  });
}

/** The folder where a pipeline's paths begin: GitLab reads `.gitlab-ci.yml` from the project's root. */
export function projectFolder(file: FileId, workspaceFolder: FileId | undefined): FileId {
  return nameOf(file) === ".gitlab-ci.yml" ? folderOf(file) : (workspaceFolder ?? folderOf(file));
}
