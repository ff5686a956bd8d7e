import type { ConfigFile } from "../config/file";
import { settingsSchema } from "../config/schema";
import type { Settings } from "../config/settings";
import type { Containerfile } from "../containerfile/containerfile";
import { PipelineReader } from "../gitlab/read";
import type { ImageFlow } from "../images/flow";
import { FlowReader } from "../images/read";
import { type RunnerKnowledge, readRunnerKnowledge } from "../images/runnerKnowledge";
import { rules as allRules } from "../rules/index";
import type { RuleFailure } from "../rules/results";
import type { Rule } from "../rules/rule";
import { Linter } from "../rules/run";
import type { RunnerConfiguration } from "../runner/configuration";
import { parseRunnerConfiguration } from "../runner/parse";
import { ShellParser } from "../shell/parse";
import type { Finding } from "../text/finding";
import type { Texts } from "../text/places";
import type { FileId } from "../text/span";
import type { FileKind } from "../workspace/kind";
import { folderOf, nameOf, type Reader } from "../workspace/reader";
import { Recording } from "../workspace/recording";
import { YamlDocument, type YamlFile } from "../yaml/document";
import { BuildFiles } from "./buildFiles";
import { ParsedFiles } from "./parsedFiles";
import { type Entry, Pipelines } from "./pipelines";
import { type GivenSettings, groupByProject, type Project, Projects } from "./projects";

export type { Entry } from "./pipelines";

/** What the files of a workspace mean, and what the rules find in them. */
export interface Analysis {
  /** The pipelines; a file may be a part of several. */
  readonly flows: readonly ImageFlow[];
  readonly runners: readonly RunnerConfiguration[];
  readonly containerfiles: ReadonlyMap<FileId, Containerfile>;
  readonly configurations: readonly ConfigFile[];
  readonly findings: readonly Finding[];
  readonly failures: readonly RuleFailure[];
  /** The text of every file that was read, entries and included ones. */
  readonly texts: Texts;
}

/** The analysis of no files. */
export const emptyAnalysis: Analysis = {
  flows: [],
  runners: [],
  containerfiles: new Map(),
  configurations: [],
  findings: [],
  failures: [],
  texts: new Map(),
};

/** The pipelines that a file is a part of. */
export function flowsOf({ flows }: Pick<Analysis, "flows">, file: FileId): readonly ImageFlow[] {
  return flows.filter(({ pipeline }) => pipeline.files.has(file));
}

const noSettings: GivenSettings = {};

/** A flow, what it was read from, and what reads it anew. */
interface KnownFlow {
  readonly entry: Entry;
  readonly knowledge: RunnerKnowledge;
  readonly reads: Recording;
  readonly flow: ImageFlow;
  readonly pipelineReader: PipelineReader;
  readonly flowReader: FlowReader;
}

/** Turns files into an {@link Analysis}; remembers what did not change since the last one. */
export class Analyser {
  readonly #shell = new ShellParser();
  readonly #yaml = new Map<FileId, YamlDocument>();
  readonly #pipelines = new Pipelines();
  readonly #flows = new Map<FileId, KnownFlow>();
  readonly #buildFiles = new BuildFiles();
  readonly #runners = new ParsedFiles(parseRunnerConfiguration);
  readonly #known = new WeakMap<
    Settings,
    { readonly from: readonly RunnerConfiguration[]; readonly knowledge: RunnerKnowledge }
  >();
  readonly #linter: Linter;
  readonly #projects: Projects;

  constructor(rules: readonly Rule[] = allRules) {
    this.#linter = new Linter(rules);
    this.#projects = new Projects(settingsSchema(rules));
  }

  /**
   * Empty as long as the reader lacks a file: the rules are for what is there.
   * @param given the same object for as long as it says the same
   */
  analyse(entries: readonly Entry[], reader: Reader, given: GivenSettings = noSettings): Analysis {
    const reads = new Recording(reader);
    const projects = new Map<FileId, Project>();
    const projectOf = (folder: FileId) => {
      const project = projects.get(folder) ?? this.#projects.read(folder, reads, given);
      projects.set(folder, project);
      return project;
    };
    const runners = filesOf(entries, "runner").flatMap((file) => this.#runners.read(file, reads) ?? []);
    const wanted = new Set<FileId>();
    const flows = this.#pipelines.read(entries, (entry) => {
      wanted.add(entry.file);
      const knowledge = this.#knowledge(projectOf(entry.folder).settings, runners);
      // With settings that are not read yet what is known would be read anew in vain.
      const isEarly = !reads.isComplete && this.#flows.has(entry.file);
      return isEarly ? undefined : this.#flow(entry, reader, knowledge);
    });
    if (!flows) return emptyAnalysis;
    for (const file of this.#flows.keys()) if (!wanted.has(file)) this.#flows.delete(file);
    const opened = filesOf(entries, "containerfile").flatMap((file) => this.#buildFiles.read(file, reads) ?? []);
    const used = flows.map((flow) => this.#buildFiles.usedBy(flow, reader));
    const containerfiles = new Map(opened.map((file) => [file.file, file]));
    for (const files of used) for (const file of files ?? []) containerfiles.set(file.file, file);
    const read = { flows, runners, containerfiles: [...containerfiles.values()] };
    const subjects = groupByProject(entries, read, projectOf, {
      containerfileOf: (build) => this.#buildFiles.of(build),
      buildsOf: (file) => this.#buildFiles.uses(file, flows),
    });
    if (!reads.isComplete || !used.every((files) => files !== undefined)) return emptyAnalysis;
    const configurations = subjects.flatMap((subject) => subject.configurations);
    const files = [
      ...flows.flatMap(({ pipeline }) => [...pipeline.files.values()]),
      ...runners,
      ...read.containerfiles,
      ...configurations.map(({ yaml }) => yaml),
    ];
    const texts = Object.assign(new Map(files.map(({ file, text }) => [file, text])), {
      lines: (file: FileId) => this.#yaml.get(file)?.lines,
    });
    const { findings, failures } = this.#linter.lint(subjects, texts);
    return { flows, runners, containerfiles, configurations, findings, failures, texts };
  }

  /** The settings of a folder. */
  project(folder: FileId, reader: Reader, given: GivenSettings = noSettings): Project {
    return this.#projects.read(folder, reader, given);
  }

  /** The same object for as long as settings and configurations are. */
  #knowledge(settings: Settings, all: readonly RunnerConfiguration[]): RunnerKnowledge {
    // Where no setting names a runner, a change of a configuration must not make all pipelines be read anew.
    const namesRunner = Object.values(settings.runnerTags ?? {}).some(({ runner }) => runner !== undefined);
    const runners = namesRunner ? all : [];
    const known = this.#known.get(settings);
    const isSame = known?.from.length === runners.length && known.from.every((one, index) => one === runners[index]);
    if (known && isSame) return known.knowledge;
    const knowledge = readRunnerKnowledge(settings, runners);
    this.#known.set(settings, { from: runners, knowledge });
    return knowledge;
  }

  /** Undefined when the reader lacks a file of it. */
  #flow(entry: Entry, reader: Reader, knowledge: RunnerKnowledge): ImageFlow | undefined {
    const { file, folder, role } = entry;
    const known = this.#flows.get(file);
    const isKnown = known?.entry.folder === folder && known.entry.role === role && known.knowledge === knowledge;
    if (isKnown && known.reads.holdsFor(reader)) return known.flow;
    const readers = isKnown ? known : this.#makeReaders(entry, knowledge);
    // What has changed is told only once: what is not read to the end is read as a whole the next time.
    this.#flows.delete(file);
    const reads = new Recording(reader);
    const reading = readers.pipelineReader.read(reads);
    if (!reads.isComplete) return undefined;
    const flow = readers.flowReader.read(reading);
    const { pipelineReader, flowReader } = readers;
    this.#flows.set(file, { entry, knowledge, reads, flow, pipelineReader, flowReader });
    return flow;
  }

  #makeReaders(entry: Entry, knowledge: RunnerKnowledge): Pick<KnownFlow, "pipelineReader" | "flowReader"> {
    this.#buildFiles.forget(entry.file);
    return {
      pipelineReader: new PipelineReader({ ...entry, overridden: knowledge.overridden }, (file, text) =>
        this.#parse(file, text),
      ),
      flowReader: new FlowReader(this.#shell, knowledge),
    };
  }

  #parse(file: FileId, text: string): YamlFile {
    const known = this.#yaml.get(file);
    if (known) {
      known.update(text);
      return known;
    }
    const parsed = new YamlDocument(file, text);
    this.#yaml.set(file, parsed);
    return parsed;
  }
}

function filesOf(entries: readonly Entry[], kind: FileKind): FileId[] {
  return entries.flatMap((entry) => (entry.kind === kind ? [entry.file] : []));
}

/** The folder where a pipeline's paths begin: GitLab reads `.gitlab-ci.yml` from the project's root. */
export function projectFolder(file: FileId, workspaceFolder: FileId | undefined): FileId {
  return nameOf(file) === ".gitlab-ci.yml" ? folderOf(file) : (workspaceFolder ?? folderOf(file));
}
