import type { FileId } from "../text/span";
import type { Reader } from "../workspace/reader";
import { type Entry, getValue, isNothing, type MapNode, unknownNode, type YamlNode } from "../yaml/node";
import type { YamlFile } from "../yaml/parse";
import { readIncludes } from "./includes";
import { readInstances } from "./matrix";
import type { Instance, Job, Need, Pipeline, Setting } from "./pipeline";
import { Resolver } from "./resolve";
import { readScript } from "./script";
import { type VariableLevel, variableLookup } from "./variables";

/** Top-level keys that are not jobs. */
const reserved = new Set(
  "default include stages variables workflow spec image services cache before_script after_script types".split(" "),
);

const defaultStages = ["build", "test", "deploy"];

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
    body,
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
    variableNames: levels.flatMap((level) => (level.kind === "map" ? [...level.entries.keys()] : [])),
  };
}

/** A keyword of which a job that has its script here gets nothing from files that could not be read: nobody writes that. */
function ownValue(body: MapNode, key: "parallel" | "rules"): YamlNode | undefined {
  return body.entries.has("script") ? body.entries.get(key)?.value : getValue(body, key);
}

/** A keyword of the job, of `default`, or of the old global form; what the job says replaces what it inherits. */
function inherit(key: string, body: MapNode, root: MapNode, resolver: Resolver): YamlNode | undefined {
  const own = getValue(body, key);
  if (!isNothing(own)) return own;
  const allowed = inheritance(body, "default");
  if (allowed.kind === "unknown") return allowed;
  if (allowed.kind === "map" && !allowed.entries.has(key)) return undefined;
  const defaults = getValue(root, "default");
  if (defaults?.kind === "unknown") return defaults;
  const fromDefault = defaults?.kind === "map" ? getValue(defaults, key) : undefined;
  const node = isNothing(fromDefault) ? getValue(root, key) : fromDefault;
  return node && resolver.resolve(node);
}

/** What `inherit:` lets through: everything, the names of a mapping made of a list, or unknown. */
function inheritance(
  body: MapNode,
  key: "default" | "variables",
): { kind: "all" } | MapNode | (YamlNode & { kind: "unknown" }) {
  const node = getValue(body, "inherit");
  if (node?.kind === "unknown") return node;
  const value = node?.kind === "map" ? getValue(node, key) : undefined;
  if (isNothing(value)) return { kind: "all" };
  if (value!.kind === "unknown") return value as YamlNode & { kind: "unknown" };
  if (value!.kind === "scalar" && value!.text !== "false") return { kind: "all" };
  const names = value!.kind === "seq" ? value!.items : [];
  const entries = new Map(
    names.flatMap((item) => (item.kind === "scalar" ? [[item.text, { key: item, value: item }] as const] : [])),
  );
  return { kind: "map", entries, style: "flow", location: value!.location };
}

interface UnknownLevel {
  readonly kind: "unknown";
}

function variableLevels(body: MapNode, root: MapNode): (MapNode | UnknownLevel)[] {
  const level = (node: YamlNode | undefined): (MapNode | UnknownLevel)[] =>
    isNothing(node) ? [] : node!.kind === "map" ? [node as MapNode] : [{ kind: "unknown" }];
  const own = [...ruleLevels(ownValue(body, "rules")), ...level(getValue(body, "variables"))];
  const allowed = inheritance(body, "variables");
  if (allowed.kind === "unknown") return [...own, { kind: "unknown" }];
  const workflow = getValue(root, "workflow");
  const shared = [
    ...ruleLevels(workflow?.kind === "map" ? getValue(workflow, "rules") : workflow),
    ...level(getValue(root, "variables")),
  ];
  if (allowed.kind === "all") return [...own, ...shared];
  const inherited = shared
    .flatMap((map) => (map.kind === "map" ? [map] : []))
    .map((map) => {
      return { ...map, entries: new Map([...map.entries].filter(([name]) => allowed.entries.has(name))) };
    });
  return [...own, ...inherited];
}

/** The variables that rules may set: which rule holds is known on GitLab only, so their values are unknown. */
function ruleLevels(rules: YamlNode | undefined): (MapNode | UnknownLevel)[] {
  if (isNothing(rules)) return [];
  const entries = new Map<string, Entry>();
  for (const rule of flattenItems(rules!)) {
    const variables = rule.kind === "map" ? getValue(rule, "variables") : rule.kind === "unknown" ? rule : undefined;
    if (isNothing(variables)) continue;
    if (variables!.kind !== "map") return [{ kind: "unknown" }];
    for (const [name, { key }] of variables!.entries) {
      entries.set(name, { key, value: unknownNode("a rule may set it", key.location) });
    }
  }
  return [{ kind: "map", entries, style: "block", location: rules!.location }];
}

function flattenItems(node: YamlNode): readonly YamlNode[] {
  return node.kind === "seq" ? node.items.flatMap(flattenItems) : [node];
}

function readText(node: YamlNode | undefined, fallback: string): Setting<string> {
  if (isNothing(node))
    return { state: "known", value: fallback, location: node?.location ?? { file: "", span: { start: 0, end: 0 } } };
  if (node!.kind === "scalar" && !node!.text.includes("$[["))
    return { state: "known", value: node!.text, location: node!.location };
  return { state: "unknown", reason: node!.kind === "unknown" ? node!.reason : "it is not a text" };
}

function readList(node: YamlNode | undefined): Setting<readonly YamlNode[]> {
  if (isNothing(node)) return { state: "absent" };
  if (node!.kind === "unknown") return { state: "unknown", reason: node!.reason };
  return { state: "known", value: flattenItems(node!), location: node!.location };
}

function readImage(node: YamlNode | undefined): Setting<string> {
  const name = node?.kind === "map" ? getValue(node, "name") : node;
  return isNothing(name) ? { state: "absent" } : readText(name, "");
}

function readStages(node: YamlNode | undefined): Setting<readonly string[]> {
  const surround = (names: readonly string[]) => [
    ".pre",
    ...names.filter((name) => name !== ".pre" && name !== ".post"),
    ".post",
  ];
  if (isNothing(node)) {
    const nowhere = { file: "", span: { start: 0, end: 0 } };
    return { state: "known", value: surround(defaultStages), location: nowhere };
  }
  const names = flattenItems(node!).map((item) => (item.kind === "scalar" ? item.text : undefined));
  if (!names.every((name) => name !== undefined)) return { state: "unknown", reason: "the stages could not be read" };
  return { state: "known", value: surround(names), location: node!.location };
}

function readNeeds(body: MapNode): Setting<readonly Need[]> {
  const rules = getValue(body, "rules");
  const replaces = (rule: YamlNode) => rule.kind === "map" && rule.entries.has("needs");
  if (rules && flattenItems(rules).some(replaces)) return { state: "unknown", reason: "a rule replaces the needs" };
  const node = getValue(body, "needs");
  if (isNothing(node)) return { state: "absent" };
  if (node!.kind === "unknown") return { state: "unknown", reason: node!.reason };
  return { state: "known", value: flattenItems(node!).map(readNeed), location: node!.location };
}

function readNeed(item: YamlNode): Need {
  const own = item.kind === "map" ? item : undefined;
  const isElsewhere = own !== undefined && (own.entries.has("pipeline") || own.entries.has("project"));
  const name = own ? getValue(own, "job") : item;
  const isName = name?.kind === "scalar" && name.type !== "null" && !isElsewhere && !name.text.includes("$");
  const text = name?.kind === "scalar" ? name : undefined;
  const optional = own && getValue(own, "optional");
  return {
    job: isName ? text!.text : undefined,
    isOptional: optional !== undefined && !(optional.kind === "scalar" && optional.text === "false"),
    isPartial: own?.entries.has("parallel") ?? false,
    location: text ? { file: text.origin.file, span: text.origin.span } : item.location,
    isEditable: text !== undefined && text.origin.offsets === undefined,
  };
}

/** `rules`, `only` and `except` in a form in which equal texts mean equal conditions. */
function readCondition(body: MapNode): Setting<string> {
  const parts: string[] = [];
  for (const key of ["rules", "only", "except"]) {
    const node = getValue(body, key);
    if (isNothing(node)) continue;
    const text = describe(node!);
    if (text === undefined) return { state: "unknown", reason: `${key} could not be read` };
    parts.push(`${key}: ${text}`);
  }
  return { state: "known", value: parts.join("\n"), location: body.location };
}

function describe(node: YamlNode): string | undefined {
  if (node.kind === "scalar") return JSON.stringify(node.text);
  if (node.kind === "seq") {
    const items = node.items.map(describe);
    return items.includes(undefined) ? undefined : `[${items.join(",")}]`;
  }
  if (node.kind !== "map" || node.open !== undefined) return undefined;
  const entries = [...node.entries].map(([key, entry]) => [key, describe(entry.value)] as const);
  if (entries.some(([, text]) => text === undefined)) return undefined;
  return `{${entries
    .map(([key, text]) => `${JSON.stringify(key)}:${text}`)
    .sort()
    .join(",")}}`;
}
