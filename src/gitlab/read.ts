import type { FileId } from "../text/span";
import type { PipelineRole } from "../workspace/kind";
import type { Reader } from "../workspace/reader";
import type { Entry } from "../yaml/node";
import type { YamlFile } from "../yaml/parse";
import { ChangeFinder, type Changes } from "./changes";
import { makeConditionReader } from "./conditions/read";
import { type Content, mergeContents, unreadContent } from "./content";
import { type Flaw, findFlaws, type KnownReferences, referencesIn } from "./flaws";
import { readIncludes } from "./includes";
import { isTemplate } from "./interpolation";
import { readJob, type Surroundings } from "./job";
import { globalKeywords } from "./keywords";
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
}

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
}

/**
 * Reads a pipeline again and again while its files are edited: jobs that nothing has changed are kept. What it returned
 * before is not to be used any more, for it changes with the files.
 */
export class PipelineReader {
  readonly #changes = new ChangeFinder();
  readonly #templates = new TemplateFiles();
  readonly #references: KnownReferences = new WeakMap();
  #state: State | undefined;

  constructor(
    readonly entry: PipelineEntry,
    readonly parse: ParseFile,
  ) {}

  read(reader: Reader): PipelineReading {
    const { file, folder, role } = this.entry;
    const included = readIncludes(file, folder, reader, this.parse, this.#templates);
    const isFragment = role === "fragment" || (role === "unsure" && lacksParts(included.content, this.#references));
    const content = isFragment ? asFragment(included.content, file) : included.content;
    const found = this.#changes.find(included, content);
    const changes = this.#state && update(this.#state, content, isFragment, found);
    const state = changes ? this.#state! : readAll(content, isFragment);
    this.#state = state;
    const { jobs, hidden, triggers, stages, open, surroundings } = state;
    surroundings.provenances.includedAt = included.includedAt;
    let flaws: readonly Flaw[] | undefined;
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
      findNeeded: makeNeededLookup(jobs),
      body: (name: string) => surroundings.resolver.body(name),
      flaws: () => {
        flaws ??= findFlaws(surroundings.resolver, this.#references);
        return flaws;
      },
      uses: (job: string) => surroundings.resolver.uses(job),
    };
    return { pipeline, changes };
  }
}

function readAll(content: Content, isFragment: boolean): State {
  const resolver = new Resolver(content);
  const surroundings: Surroundings = {
    resolver,
    open: content.more,
    isFragment,
    levels: sharedLevels(resolver),
    provenances: new Provenances(resolver, new Map()),
    readCondition: makeConditionReader(resolver),
  };
  const stages = readStages(resolver.body("stages"));
  const [byReference] = [...content.entries].find((entry) => isJobByReference(...entry)) ?? [];
  const open = content.open ?? (byReference && `the job ${byReference} is one by reference`);
  const state: State = { content, surroundings, jobs: new Map(), hidden: new Set(), triggers: new Set(), stages, open };
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
    ![...names].some((name) => globalKeywords.has(name) || isJobByReference(name, content.entries.get(name)));
  if (!isSame) return undefined;
  state.content = content;
  const affected = surroundings.resolver.replace(content, names);
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

/** A job without a mapping of its own, which nothing here can do with. */
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

/**
 * True for what GitLab would refuse by itself, so that it is a part of a pipeline: it extends or refers to what nothing in
 * it defines, or has jobs in stages of its own without naming the stages.
 */
function lacksParts(content: Content, known: KnownReferences): boolean {
  const resolver = new Resolver(content);
  const stages = readStages(undefined);
  const hasStages = content.entries.has("stages") || stages.state !== "known";
  return [...content.entries].some(([name, { value }]) => {
    if (referencesIn(value, known).some(({ path }) => resolver.own(path[0]!.text) === undefined)) return true;
    if (value.kind !== "map") return false;
    const stage = value.entries.get("stage")?.value;
    const isElsewhere =
      !hasStages &&
      !name.startsWith(".") &&
      stage?.kind === "scalar" &&
      !isTemplate(stage.text) &&
      !stages.value.includes(stage.text);
    return isElsewhere || resolver.missingParents(value).length > 0;
  });
}

/** The jobs of a fragment. What it says for all jobs may be said anew by the files that include it. */
function asFragment(content: Content, entry: FileId): Content {
  const start = { file: entry, span: { start: 0, end: 0 } };
  return mergeContents([content, unreadContent("it may be a part of a larger pipeline", start)]);
}
