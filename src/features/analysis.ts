import type { Containerfile } from "../containerfile/containerfile";
import { parseContainerfile } from "../containerfile/parse";
import { PipelineReader } from "../gitlab/read";
import { containerfileCandidates } from "../images/containerfile";
import type { BuildEvent, ImageFlow } from "../images/flow";
import { FlowReader } from "../images/read";
import { rules as allRules } from "../rules/index";
import type { Rule } from "../rules/rule";
import { type RuleFailure, runRules } from "../rules/run";
import type { RunnerConfiguration } from "../runner/configuration";
import { parseRunnerConfiguration } from "../runner/parse";
import { ShellParser } from "../shell/parse";
import type { Finding } from "../text/finding";
import type { FileId } from "../text/span";
import { folderOf, nameOf, type Reader, textOf } from "../workspace/reader";
import { Recording } from "../workspace/recording";
import { YamlDocument, type YamlFile } from "../yaml/document";
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
  readonly texts: Pick<ReadonlyMap<FileId, string>, "get">;
}

/** The analysis of no files. */
export const emptyAnalysis: Analysis = {
  flows: [],
  runners: [],
  containerfiles: new Map(),
  findings: [],
  failures: [],
  texts: new Map(),
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
  readonly #containerfiles = new ParsedFiles(parseContainerfile);
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
    const runners = entries.flatMap(({ kind, file }) =>
      kind === "runner" ? (this.#runners.read(file, reads) ?? []) : [],
    );
    const containerfiles = new Map<FileId, Containerfile>();
    const containerfile = (file: FileId) => {
      const parsed = this.#containerfiles.read(file, reads);
      if (parsed) containerfiles.set(file, parsed);
      return parsed;
    };
    for (const entry of entries) if (entry.kind === "containerfile") containerfile(entry.file);
    const used = new Map<BuildEvent, Containerfile>();
    for (const flow of flows) {
      for (const build of flow.runs.flatMap((run) => run.events.filter((event) => event.kind === "build"))) {
        const candidates = containerfileCandidates(build, flow.pipeline.folder);
        const file = candidates.map(containerfile).find((found) => found !== undefined);
        if (file) used.set(build, file);
      }
    }
    if (!reads.isComplete) return emptyAnalysis;
    const subject = { flows, runners, containerfiles: [...containerfiles.values()] };
    const { findings, failures } = runRules(this.rules, { ...subject, containerfileOf: (build) => used.get(build) });
    const texts = { get: (file: FileId) => textOf(reader, file) };
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

/** What files were parsed to, kept as long as their texts stay the same. */
class ParsedFiles<T> {
  readonly #files = new Map<FileId, { readonly text: string; readonly parsed: T }>();

  constructor(readonly parse: (file: FileId, text: string) => T) {}

  read(file: FileId, reader: Reader): T | undefined {
    const text = textOf(reader, file);
    if (text === undefined) return undefined;
    const known = this.#files.get(file);
    if (known?.text === text) return known.parsed;
    const parsed = this.parse(file, text);
    this.#files.set(file, { text, parsed });
    return parsed;
  }
}

/** The folder where a pipeline's paths begin: GitLab reads `.gitlab-ci.yml` from the project's root. */
export function projectFolder(file: FileId, workspaceFolder: FileId | undefined): FileId {
  return nameOf(file) === ".gitlab-ci.yml" ? folderOf(file) : (workspaceFolder ?? folderOf(file));
}
