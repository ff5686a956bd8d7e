import type { FileId } from "../text/span";
import type { PipelineRole } from "../workspace/kind";
import type { Reader } from "../workspace/reader";
import type { YamlFile } from "../yaml/parse";
import { makeConditionReader } from "./conditions/read";
import { type Content, mergeContents, unreadContent } from "./content";
import { readIncludes } from "./includes";
import { isTemplate } from "./interpolation";
import { readJob, type Surroundings } from "./job";
import { globalKeywords } from "./keywords";
import { makeNeededLookup } from "./needs";
import type { Job, Pipeline } from "./pipeline";
import { Provenances } from "./provenance";
import { Resolver } from "./resolve";
import { readStages } from "./settings";
import { sharedLevels } from "./variableLevels";

/**
 * Reads a pipeline as GitLab would run it.
 * @param folder the project's folder, where `include:local` begins
 * @param role what is known of the entry beforehand
 */
export function readPipeline(
  entry: FileId,
  folder: FileId,
  reader: Reader,
  parse: (file: FileId, text: string) => YamlFile,
  role: PipelineRole = "root",
): Pipeline {
  const included = readIncludes(entry, folder, reader, parse);
  const isFragment = role === "fragment" || (role === "unsure" && lacksParts(included.content));
  const content = isFragment ? asFragment(included.content, entry) : included.content;
  const resolver = new Resolver(content);
  const surroundings: Surroundings = {
    resolver,
    open: content.more,
    isFragment,
    levels: sharedLevels(resolver),
    provenances: new Provenances(resolver, included.includedAt),
    readCondition: makeConditionReader(resolver),
  };
  const jobs = new Map<string, Job>();
  const hidden = new Set<string>();
  for (const name of content.entries.keys()) {
    if (globalKeywords.has(name) || isTemplate(name)) continue;
    const isHidden = name.startsWith(".");
    if (isHidden) hidden.add(name);
    const job = isHidden && !isFragment ? undefined : readJob(name, surroundings);
    if (job) jobs.set(name, job);
  }
  return {
    root: entry,
    folder,
    files: included.files,
    jobs,
    hidden,
    stages: readStages(resolver.body("stages")),
    isFragment,
    open: content.open,
    unread: included.unread,
    findNeeded: makeNeededLookup(jobs),
    uses: (job) => resolver.uses(job),
  };
}

/** True for what GitLab would refuse by itself, so that it is a part of a pipeline: it extends what nothing in it defines. */
function lacksParts(content: Content): boolean {
  const resolver = new Resolver(content);
  return [...content.entries.values()].some(
    ({ value }) => value.kind === "map" && resolver.missingParents(value).length > 0,
  );
}

/** The jobs of a fragment. What it says for all jobs may be said anew by the files that include it. */
function asFragment(content: Content, entry: FileId): Content {
  const start = { file: entry, span: { start: 0, end: 0 } };
  return mergeContents([content, unreadContent("it may be a part of a larger pipeline", start)]);
}
