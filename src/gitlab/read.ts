import type { FileId } from "../text/span";
import type { PipelineRole } from "../workspace/kind";
import type { Reader } from "../workspace/reader";
import { getValue, type MapNode, type YamlNode } from "../yaml/node";
import type { YamlFile } from "../yaml/parse";
import { type ConditionReader, makeConditionReader } from "./conditions/read";
import { readIncludes } from "./includes";
import { inherit, ownValue, variableLevels } from "./inherit";
import { readInstances } from "./matrix";
import type { Instance, Job, Pipeline } from "./pipeline";
import { Resolver } from "./resolve";
import { readScript } from "./script";
import { readImage, readList, readNeeds, readStages, readText } from "./settings";
import { type VariableLevel, variableLookup } from "./variables";

/** Top-level keys that are not jobs. */
const reserved = new Set(
  "default include stages variables workflow spec image services cache before_script after_script types".split(" "),
);

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
  const isFragment = role === "fragment" || (role === "unsure" && lacksParts(included.root));
  const root = isFragment ? withoutShared(included.root) : included.root;
  const resolver = new Resolver(root);
  const readCondition = makeConditionReader(root, (node) => resolver.resolve(node));
  const jobs = new Map<string, Job>();
  const hidden = new Set<string>();
  for (const [name, { key, value }] of root.entries) {
    if (reserved.has(name) || name.includes("$[[")) continue;
    const isHidden = name.startsWith(".");
    if (isHidden) hidden.add(name);
    if (value.kind !== "map" || (isHidden && !isFragment)) continue;
    const extended = resolver.extended(name);
    if (extended?.kind !== "map") continue;
    const resolved = resolver.resolve(extended);
    const body = isHidden ? scriptOf(resolved) : resolved;
    if (body?.kind !== "map") continue;
    jobs.set(name, readJob(name, key.location, value, body, root, resolver, readCondition));
  }
  return {
    root: entry,
    folder,
    files: included.files,
    jobs,
    hidden,
    stages: readStages(getValue(root, "stages")),
    isFragment,
    open: root.open,
  };
}

/** True for what GitLab would refuse by itself, so that it is a part of a pipeline: it extends what nothing in it defines. */
function lacksParts(root: MapNode): boolean {
  const resolver = new Resolver(root);
  return [...root.entries.values()].some(
    ({ value }) => value.kind === "map" && resolver.missingParents(value).length > 0,
  );
}

/** The jobs of a fragment. What it says for all jobs may be said anew by the files that include it. */
function withoutShared(root: MapNode): MapNode {
  const entries = new Map([...root.entries].filter(([name]) => !reserved.has(name)));
  return { ...root, entries, open: root.open ?? "it may be a part of a larger pipeline" };
}

/** What jobs that extend a hidden one of a fragment are sure to run, if they do not replace it. They may change all else. */
function scriptOf(body: YamlNode): MapNode | undefined {
  const script = body.kind === "map" ? body.entries.get("script") : undefined;
  if (body.kind !== "map" || !script) return undefined;
  return { ...body, entries: new Map([["script", script]]), open: "the jobs that extend it may say more" };
}

function readJob(
  name: string,
  location: Job["location"],
  source: MapNode,
  body: MapNode,
  root: MapNode,
  resolver: Resolver,
  readCondition: ConditionReader,
): Job {
  const inherited = (key: string) => inherit(key, body, root, resolver);
  const instances = readInstances(name, ownValue(body, "parallel"));
  const levels = variableLevels(body, root);
  const lookups = new Map<Instance, (name: string) => ReturnType<Job["variable"]>>();
  return {
    name,
    location,
    source,
    body,
    stage: readText(getValue(body, "stage"), "test"),
    needs: readNeeds(body),
    tags: readList(inherited("tags")),
    image: readImage(inherited("image")),
    services: readList(inherited("services")),
    beforeScript: readScript(inherited("before_script")),
    script: readScript(getValue(body, "script")),
    afterScript: readScript(inherited("after_script")),
    condition: (instance) => readCondition(body, instance, instances !== undefined),
    instances: instances ?? [{ name, matrix: new Map() }],
    hasAllInstances: instances !== undefined,
    variable(instance, variable) {
      let lookup = lookups.get(instance);
      if (!lookup) {
        const own: VariableLevel = instances ? { kind: "values", values: instance.matrix } : { kind: "unknown" };
        lookup = variableLookup([own, ...levels], instance.name);
        lookups.set(instance, lookup);
      }
      return lookup(variable);
    },
    variableNames: levels.flatMap((level) => (level.kind === "map" ? [...level.entries.keys()] : [])),
  };
}
