import type { FileId } from "../text/span";
import type { PipelineRole } from "../workspace/kind";
import type { Reader } from "../workspace/reader";
import type { Entry } from "../yaml/node";
import type { YamlFile } from "../yaml/parse";
import { ChangeFinder, type Changes } from "./changes";
import { makeConditionReader } from "./conditions/read";
import { type Content, mergeContents, unreadContent } from "./content";
import type { Fault } from "./fault";
import { Faults } from "./faults";
import { readIncludes } from "./includes";
import { isTemplate } from "./interpolation";
import { readJob, type Surroundings } from "./job";
import { globalKeywords } from "./keywords";
import { MissingParts } from "./missingParts";
import { makeNeededLookup } from "./needs";
import type { Job, Pipeline } from "./pipeline";
import { Provenances } from "./provenance";
import { Resolver } from "./resolve";
import { readStages } from "./settings";
import { TemplateFiles } from "./templateFiles";
import { sharedLevels } from "./variableLevels";

/** What can be read from a file that holds a pipeline or a part of one. */
export interface PipelineEntry {
  readonly file: FileId;
  /** The project's folder, where `include:local` begins. */
  readonly folder: FileId;
  /** What is known of the file beforehand; `root` where nothing is said. */
  readonly role?: PipelineRole | undefined;
  /** Variables whose values in the files do not count, for the project sets them too. */
  readonly overridden?: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

/** Parses a file, or takes over its new text; the caller may remember the results. */
export type ParseFile = (file: FileId, text: string) => YamlFile;

/** Reads a pipeline as GitLab would run it. */
export function readPipeline(entry: PipelineEntry, reader: Reader, parse: ParseFile): Pipeline {
  return new PipelineReader(entry, parse).read(reader).pipeline;
}

/** What was read, and which jobs are other ones than the last time. */
export interface PipelineReading {
  readonly pipeline: Pipeline;
  /** The names of jobs that were read anew, or went; the others are the same objects as before. Undefined: all. */
  readonly changes: Changes | undefined;
}

/** What was made of the content that was read last. */
interface State {
  content: Content;
  readonly surroundings: Surroundings;
  readonly jobs: Map<string, Job>;
  readonly hidden: Set<string>;
  readonly triggers: Set<string>;
  readonly stages: Pipeline["stages"];
  readonly open: string | undefined;
  readonly faults: Faults;
}

/**
 * Reads a pipeline again and again while its files are edited: jobs that nothing has changed are kept. What it returned
 * before is not to be used any more, for it changes with the files.
 */
export class PipelineReader {
  readonly #changes = new ChangeFinder();
  readonly #templates = new TemplateFiles();
  readonly #missing = new MissingParts();
  /** What the files that include a fragment may say anew for all jobs; always the same, so that it is no change. */
  readonly #elsewhere: Content;
  #state: State | undefined;

  constructor(
    readonly entry: PipelineEntry,
    readonly parse: ParseFile,
  ) {
    const start = { file: entry.file, span: { start: 0, end: 0 } };
    this.#elsewhere = unreadContent("it may be a part of a larger pipeline", start);
  }

  read(reader: Reader): PipelineReading {
    const { file, folder, role, overridden = none } = this.entry;
    const included = readIncludes(file, folder, reader, this.parse, this.#templates);
    const isFragment = role === "fragment" || (role === "unsure" && this.#missing.areIn(included.content));
    const content = isFragment ? mergeContents([included.content, this.#elsewhere]) : included.content;
    const found = this.#changes.find(included, content);
    const changes = this.#state && update(this.#state, content, isFragment, found);
    const state = changes ? this.#state! : readAll(content, isFragment, overridden);
    this.#state = state;
    const { jobs, hidden, triggers, stages, open, surroundings, faults } = state;
    surroundings.provenances.includedAt = included.includedAt;
    let all: readonly Fault[] | undefined;
    const pipeline = {
      root: file,
      folder,
      files: included.files,
      jobs,
      hidden,
      triggers,
      stages,
      isFragment,
      open,
      unread: included.unread,
      faults: () => {
        all ??= [...included.faults, ...faults.find()];
        return all;
      },
      body: (name: string) => surroundings.resolver.body(name),
      findNeeded: makeNeededLookup(jobs),
      uses: (job: string) => surroundings.resolver.uses(job),
    };
    return { pipeline, changes };
  }
}

function readAll(content: Content, isFragment: boolean, overridden: ReadonlySet<string>): State {
  const resolver = new Resolver(content);
  const surroundings: Surroundings = {
    resolver,
    open: content.more,
    isFragment,
    levels: sharedLevels(resolver),
    overridden,
    provenances: new Provenances(resolver, new Map()),
    readCondition: makeConditionReader(resolver, overridden),
  };
  const stages = readStages(resolver.body("stages"));
  const [lost] =
    [...content.entries].find((entry) => isJobByReference(...entry) && resolver.body(entry[0])?.kind !== "map") ?? [];
  const open = content.open ?? (lost && `what the job ${lost} refers to is not known`);
  const jobs = new Map<string, Job>();
  const faults = new Faults(resolver, jobs);
  const state: State = { content, surroundings, jobs, hidden: new Set(), triggers: new Set(), stages, open, faults };
  for (const name of content.entries.keys()) readName(name, state);
  return state;
}

/** Reads anew what may have changed. Returns the names of these jobs; undefined when everything may have. */
function update(
  state: State,
  content: Content,
  isFragment: boolean,
  { names, isOrdered }: Changes,
): Changes | undefined {
  const { surroundings, jobs } = state;
  const isSame =
    isFragment === surroundings.isFragment &&
    content.open === state.open &&
    content.more === surroundings.open &&
    ![...names].some((name) => globalKeywords.has(name));
  if (!isSame) return undefined;
  state.content = content;
  const affected = surroundings.resolver.replace(content, names);
  // What they refer to may be known now, or no more.
  if ([...affected].some((name) => isJobByReference(name, content.entries.get(name)))) return undefined;
  state.faults.forget(affected);
  let isInPlace = isOrdered;
  for (const name of affected) {
    const wasJob = jobs.has(name);
    readName(name, state);
    isInPlace &&= jobs.has(name) === wasJob;
  }
  if (!isInPlace) {
    const sorted = [...content.entries.keys()].flatMap((name) => jobs.get(name) ?? []);
    jobs.clear();
    for (const job of sorted) jobs.set(job.name, job);
  }
  return { names: affected, isOrdered: isInPlace };
}

/** A job that is another one by reference as a whole. */
function isJobByReference(name: string, entry: Entry | undefined): boolean {
  return entry?.value.kind === "reference" && !globalKeywords.has(name) && !name.startsWith(".") && !isTemplate(name);
}

/** Reads what stands under a top-level name. */
function readName(name: string, { content, jobs, hidden, triggers, surroundings }: State): void {
  if (globalKeywords.has(name) || isTemplate(name)) return;
  const isThere = content.entries.has(name);
  const isHidden = name.startsWith(".");
  if (isThere && isHidden) hidden.add(name);
  else hidden.delete(name);
  const job = isThere && (!isHidden || surroundings.isFragment) ? readJob(name, surroundings) : undefined;
  if (job) jobs.set(name, job);
  else jobs.delete(name);
  if (job && job.trigger.state !== "absent") triggers.add(name);
  else triggers.delete(name);
}
