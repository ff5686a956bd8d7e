import type { Containerfile } from "../containerfile/containerfile";
import { PipelineReader } from "../gitlab/read";
import type { ImageFlow } from "../images/flow";
import { FlowReader } from "../images/read";
import { rules as allRules } from "../rules/index";
import type { Rule } from "../rules/rule";
import { type RuleFailure, runRules } from "../rules/run";
import type { RunnerConfiguration } from "../runner/configuration";
import { parseRunnerConfiguration } from "../runner/parse";
import { ShellParser } from "../shell/parse";
import type { Finding } from "../text/finding";
import type { Lines } from "../text/lineIndex";
import type { FileId } from "../text/span";
import type { FileKind } from "../workspace/kind";
import { folderOf, nameOf, type Reader, textOf } from "../workspace/reader";
import { Recording } from "../workspace/recording";
import { YamlDocument, type YamlFile } from "../yaml/document";
import { BuildFiles } from "./buildFiles";
import { ParsedFiles } from "./parsedFiles";
import { type Entry, Pipelines } from "./pipelines";

export type { Entry } from "./pipelines";

/** What the files of a workspace mean, and what the rules find in them. */
export interface Analysis {
  /** The pipelines; a file may be a part of several. */
  readonly flows: readonly ImageFlow[];
  readonly runners: readonly RunnerConfiguration[];
  readonly containerfiles: ReadonlyMap<FileId, Containerfile>;
  readonly findings: readonly Finding[];
  readonly failures: readonly RuleFailure[];
  /** The text of every file that was read, entries and included ones. */
  readonly texts: {
    readonly get: (file: FileId) => string | undefined;
    /** The lines of a file that was parsed; undefined for others. */
    readonly lines: (file: FileId) => Lines | undefined;
  };
}

/** The analysis of no files. */
export const emptyAnalysis: Analysis = {
  flows: [],
  runners: [],
  containerfiles: new Map(),
  findings: [],
  failures: [],
  texts: { get: () => undefined, lines: () => undefined },
};

/** The pipelines that a file is a part of. */
export function flowsOf({ flows }: Pick<Analysis, "flows">, file: FileId): readonly ImageFlow[] {
  return flows.filter(({ pipeline }) => pipeline.files.has(file));
}

/** A flow, what it was read from, and what reads it anew. */
interface KnownFlow {
  readonly entry: Entry;
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

  constructor(readonly rules: readonly Rule[] = allRules) {}

  /** Empty as long as the reader lacks a file: the rules are for what is there. */
  analyse(entries: readonly Entry[], reader: Reader): Analysis {
    const wanted = new Set<FileId>();
    const flows = this.#pipelines.read(entries, (entry) => {
      wanted.add(entry.file);
      return this.#flow(entry, reader);
    });
    if (!flows) return emptyAnalysis;
    for (const file of this.#flows.keys()) if (!wanted.has(file)) this.#flows.delete(file);
    const reads = new Recording(reader);
    const runners = filesOf(entries, "runner").flatMap((file) => this.#runners.read(file, reads) ?? []);
    const opened = filesOf(entries, "containerfile").flatMap((file) => this.#buildFiles.read(file, reads) ?? []);
    const used = flows.map((flow) => this.#buildFiles.usedBy(flow, reader));
    if (!reads.isComplete || !used.every((files) => files !== undefined)) return emptyAnalysis;
    const containerfiles = new Map(opened.map((file) => [file.file, file]));
    for (const files of used) for (const file of files) containerfiles.set(file.file, file);
    const subject = { flows, runners, containerfiles: [...containerfiles.values()] };
    const { findings, failures } = runRules(this.rules, {
      ...subject,
      containerfileOf: (build) => this.#buildFiles.of(build),
    });
    const texts = {
      get: (file: FileId) => textOf(reader, file),
      lines: (file: FileId) => this.#yaml.get(file)?.lines,
    };
    return { flows, runners, containerfiles, findings, failures, texts };
  }

  /** Undefined when the reader lacks a file of it. */
  #flow(entry: Entry, reader: Reader): ImageFlow | undefined {
    const { file, folder, role } = entry;
    const known = this.#flows.get(file);
    const isKnown = known?.entry.folder === folder && known.entry.role === role;
    if (isKnown && known.reads.holdsFor(reader)) return known.flow;
    const readers = isKnown ? known : this.#makeReaders(entry);
    // What has changed is told only once: what is not read to the end is read as a whole the next time.
    this.#flows.delete(file);
    const reads = new Recording(reader);
    const reading = readers.pipelineReader.read(reads);
    if (!reads.isComplete) return undefined;
    const flow = readers.flowReader.read(reading);
    const { pipelineReader, flowReader } = readers;
    this.#flows.set(file, { entry, reads, flow, pipelineReader, flowReader });
    return flow;
  }

  #makeReaders(entry: Entry): Pick<KnownFlow, "pipelineReader" | "flowReader"> {
    this.#buildFiles.forget(entry.file);
    return {
      pipelineReader: new PipelineReader(entry, (file, text) => this.#parse(file, text)),
      flowReader: new FlowReader(this.#shell),
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
