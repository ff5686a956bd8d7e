import { type Entry, getValue, isNothing, type MapNode, unknownNode, type YamlNode } from "../yaml/node";
import type { Resolver } from "./resolve";
import { flattenItems } from "./settings";

/** A keyword of which a job that has its script here gets nothing from files that could not be read: nobody writes that. */
export function ownValue(body: MapNode, key: "parallel" | "rules"): YamlNode | undefined {
  return body.entries.has("script") ? body.entries.get(key)?.value : getValue(body, key);
}

/** A keyword of the job, of `default`, or of the old global form; what the job says replaces what it inherits. */
export function inherit(key: string, body: MapNode, root: MapNode, resolver: Resolver): YamlNode | undefined {
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

/** A level of which any variable may come. */
export interface UnknownLevel {
  readonly kind: "unknown";
}

/** The levels of a job's variables below those of a matrix, the strongest first. */
export function variableLevels(body: MapNode, root: MapNode): (MapNode | UnknownLevel)[] {
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

/** The keywords that `default` may hold (GitLab documentation, `default`). */
const inheritable =
  "after_script artifacts before_script cache hooks id_tokens identity image interruptible retry services tags timeout".split(
    " ",
  );

/** A job's mapping with what it inherits from `default` and from the old global keywords. */
export function withDefaults(body: MapNode, root: MapNode, resolver: Resolver): MapNode {
  const entries = new Map(body.entries);
  for (const keyword of inheritable) {
    const value = inherit(keyword, body, root, resolver);
    if (value && !isNothing(value) && body.entries.get(keyword)?.value !== value) {
      const { file, span } = value.location;
      const key: Entry["key"] = {
        kind: "scalar",
        text: keyword,
        type: "string",
        origin: { file, span },
        location: value.location,
      };
      entries.set(keyword, { key, value });
    }
  }
  return { ...body, entries };
}

/** One mapping of all levels; the strongest are first. What a level that is not known may set is unknown. */
export function mergeLevels(levels: readonly (MapNode | UnknownLevel)[]): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const level of [...levels].reverse()) {
    const open = level.kind === "unknown" ? "a part of the variables is not known" : level.open;
    if (open !== undefined) {
      for (const [name, { key }] of entries) entries.set(name, { key, value: unknownNode(open, key.location) });
    }
    if (level.kind === "map") for (const [name, entry] of level.entries) entries.set(name, entry);
  }
  return entries;
}
