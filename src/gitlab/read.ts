import type { FileId } from "../text/span";
import { nameOf, type Reader } from "../workspace/reader";
import type { YamlFile } from "../yaml/parse";
import { mergeContents, unreadContent } from "./content";
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
 * @param isFragment true when other files may define what this one uses: then nothing is certainly absent
 */
export function readPipeline(
  entry: FileId,
  folder: FileId,
  reader: Reader,
  parse: (file: FileId, text: string) => YamlFile,
  isFragment = false,
): Pipeline {
  const included = readIncludes(entry, folder, reader, parse);
  const start = { file: entry, span: { start: 0, end: 0 } };
  const content = isFragment
    ? mergeContents([unreadContent("it may be part of a larger pipeline", start), included.content])
    : included.content;
  const resolver = new Resolver(content);
  if (!isFragment && content.open === undefined && nameOf(entry) !== ".gitlab-ci.yml" && lacksParents(resolver))
    return readPipeline(entry, folder, reader, parse, true);
  const surroundings: Surroundings = {
    resolver,
    open: content.more,
    levels: sharedLevels(resolver),
    provenances: new Provenances(resolver, included.includedAt),
  };
  const jobs = new Map<string, Job>();
  const hidden = new Set<string>();
  let { open } = content;
  for (const [name, { value }] of content.entries) {
    if (globalKeywords.has(name) || isTemplate(name)) continue;
    const job = name.startsWith(".") ? undefined : readJob(name, surroundings);
    if (job) jobs.set(name, job);
    else if (name.startsWith(".")) hidden.add(name);
    // It is a job without a mapping of its own, which nothing here can do with.
    else if (value.kind === "reference") open ??= `the job ${name} is one by reference`;
  }
  return {
    root: entry,
    folder,
    files: included.files,
    jobs,
    hidden,
    stages: readStages(resolver.body("stages")),
    open,
    unread: included.unread,
    findNeeded: makeNeededLookup(jobs),
    uses: (job) => resolver.uses(job),
  };
}

/** A file that extends what nothing in it defines is a part of a pipeline, not a pipeline. */
function lacksParents(resolver: Resolver): boolean {
  return [...resolver.content.entries.values()].some(
    ({ value }) => value.kind === "map" && resolver.missingParents(value).length > 0,
  );
}
