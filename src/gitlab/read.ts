import type { FileId } from "../text/span";
import type { Reader } from "../workspace/reader";
import { getValue, type MapNode } from "../yaml/node";
import type { YamlFile } from "../yaml/parse";
import { readIncludes } from "./includes";
import { inherit, mergeLevels, ownValue, variableLevels, withDefaults } from "./inherit";
import { readInstances } from "./matrix";
import type { Instance, Job, Pipeline } from "./pipeline";
import { Resolver } from "./resolve";
import { readScript } from "./script";
import { readCondition, readImage, readList, readNeeds, readStages, readText } from "./settings";
import { type VariableLevel, variableLookup } from "./variables";

/** Top-level keys that are not jobs. */
const reserved = new Set(
  "default include stages variables workflow spec image services cache before_script after_script types".split(" "),
);

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
  const isOpen = isFragment && included.root.open === undefined;
  const root = isOpen ? { ...included.root, open: "it may be part of a larger pipeline" } : included.root;
  const resolver = new Resolver(root);
  const jobs = new Map<string, Job>();
  const hidden = new Set<string>();
  for (const [name, { key, value }] of root.entries) {
    if (reserved.has(name) || name.includes("$[[")) continue;
    if (name.startsWith(".")) {
      hidden.add(name);
      continue;
    }
    if (value.kind !== "map") continue;
    const extended = resolver.extended(name);
    if (extended?.kind !== "map") continue;
    const body = resolver.resolve(extended);
    if (body.kind !== "map") continue;
    jobs.set(name, readJob(name, key.location, value, body, root, resolver));
  }
  const pipeline = {
    root: entry,
    folder,
    files: included.files,
    jobs,
    hidden,
    stages: readStages(getValue(root, "stages")),
    open: root.open,
  };
  const isPart =
    !isFragment && root.open === undefined && lacksParents(root, resolver) && !/\/\.gitlab-ci\.yml$/.test(entry);
  return isPart ? readPipeline(entry, folder, reader, parse, true) : pipeline;
}

/** A file that extends what nothing in it defines is a part of a pipeline, not a pipeline. */
function lacksParents(root: MapNode, resolver: Resolver): boolean {
  for (const { value } of root.entries.values()) {
    if (value.kind === "map" && resolver.missingParents(value).length > 0) return true;
  }
  return false;
}

function readJob(
  name: string,
  location: Job["location"],
  source: MapNode,
  body: MapNode,
  root: MapNode,
  resolver: Resolver,
): Job {
  const inherited = (key: string) => inherit(key, body, root, resolver);
  const instances = readInstances(name, ownValue(body, "parallel"));
  const levels = variableLevels(body, root);
  const lookups = new Map<Instance, (name: string) => ReturnType<Job["variable"]>>();
  return {
    name,
    location,
    source,
    body: withDefaults(body, root, resolver),
    stage: readText(getValue(body, "stage"), "test"),
    needs: readNeeds(body),
    tags: readList(inherited("tags")),
    image: readImage(inherited("image")),
    services: readList(inherited("services")),
    beforeScript: readScript(inherited("before_script")),
    script: readScript(getValue(body, "script")),
    afterScript: readScript(inherited("after_script")),
    condition: readCondition(body),
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
    variables: mergeLevels(levels),
    variableNames: levels.flatMap((level) => (level.kind === "map" ? [...level.entries.keys()] : [])),
  };
}
