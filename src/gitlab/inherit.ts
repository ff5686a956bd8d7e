import { getValue, isNothing, type MapNode, unknownNode, type YamlNode } from "../yaml/node";
import { booleanOf } from "../yaml/scalarType";
import { globalDefaults, inheritable } from "./keywords";
import type { Resolver } from "./resolve";

/** What makes a mapping a job: the files that say it are taken for those that say all of the job. */
export function isDefinedBy(body: MapNode): boolean {
  return ["script", "run", "trigger"].some((key) => body.entries.has(key));
}

/** A keyword of which a job that has its script here gets nothing from files that could not be read: nobody writes that. */
export function ownValue(body: MapNode, key: "parallel" | "rules"): YamlNode | undefined {
  return isDefinedBy(body) ? body.entries.get(key)?.value : getValue(body, key);
}

/** A keyword of the job, of `default`, or of the old global form; what the job says replaces what it inherits. */
export function inherit(key: string, body: MapNode, resolver: Resolver): YamlNode | undefined {
  const own = getValue(body, key);
  // Jobs that trigger a pipeline run nothing, but may be interrupted (lib/gitlab/ci/config/entry/processable.rb).
  if (!isNothing(own) || (body.entries.has("trigger") && key !== "interruptible")) return own;
  const isInherited = inheritance(body, "default")(key);
  if (isInherited === undefined) return unknownNode("what it inherits is not known", body.location);
  if (!isInherited) return undefined;
  const defaults = resolver.body("default");
  if (defaults?.kind === "unknown") return defaults;
  const fromDefault = defaults?.kind === "map" ? getValue(defaults, key) : undefined;
  return isNothing(fromDefault) && globalDefaults.has(key) ? resolver.body(key) : fromDefault;
}

/** The keywords of a job, and those that it inherits. */
export function readKeywords(body: MapNode, resolver: Resolver): ReadonlyMap<string, YamlNode> {
  const own = [...body.entries].map(([key, { value }]) => [key, value] as const);
  const inherited = inheritable.map((key) => [key, inherit(key, body, resolver)] as const);
  return new Map([...own, ...inherited].flatMap(([key, value]) => (isNothing(value) ? [] : [[key, value!] as const])));
}

/** What `inherit:` lets through; undefined when that is not known. */
export function inheritance(body: MapNode, kind: "default" | "variables"): (name: string) => boolean | undefined {
  const node = getValue(body, "inherit");
  const value = node?.kind === "map" ? getValue(node, kind) : node;
  if (isNothing(value)) return () => true;
  if (value!.kind === "scalar") {
    const isAll = booleanOf(value!);
    return () => isAll;
  }
  if (value!.kind !== "seq") return () => undefined;
  const names = new Set(value!.items.map((item) => (item.kind === "scalar" ? item.text : undefined)));
  return (name) => names.has(name) || (names.has(undefined) ? undefined : false);
}
