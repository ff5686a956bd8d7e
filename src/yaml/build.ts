import type { Location } from "../text/span";
import { type Entry, type MapNode, type ScalarNode, unknownNode, type YamlNode } from "./node";

/** A key with its value, or what a merge key `<<` brings. A pair whose key is a scalar is the entry itself. */
export type Pair = { readonly key: YamlNode | undefined; readonly value: YamlNode } | { readonly merged: YamlNode };

/** How a list is written and where. */
export interface SequenceForm {
  readonly style: "block" | "flow";
  readonly location: Location;
  /** True for the path of a `!reference`. */
  readonly isPath: boolean;
}

/** A list, or the reference that it is the path of. */
export function buildSequence(items: readonly YamlNode[], { style, location, isPath }: SequenceForm): YamlNode {
  if (!isPath) return { kind: "seq", items, style, location };
  const path = items.filter((item): item is ScalarNode => item.kind === "scalar");
  if (path.length !== items.length || path.length === 0) return unknownNode("the reference is malformed", location);
  return { kind: "reference", path, location };
}

/** A mapping of pairs in the order of the file. */
export function buildMap(pairs: readonly Pair[], style: MapNode["style"], location: Location): MapNode {
  const entries = new Map<string, Entry>();
  let open: string | undefined;
  for (const pair of pairs) {
    addPair(entries, pair);
    open ??= reasonOf(pair);
  }
  const map: MapNode = { kind: "map", entries, style, location };
  return open === undefined ? map : { ...map, open };
}

/** Adds what a pair brings. */
export function addPair(entries: Map<string, Entry>, pair: Pair): void {
  const entry = entryOf(pair);
  if (entry) entries.set(entry.key.text, entry);
  // GitLab's parser merges at the place where `<<` stands: keys before it are overwritten, keys behind win.
  else if ("merged" in pair) {
    for (const map of mergedMaps(pair.merged)) {
      if (isMergeable(map)) for (const [name, merged] of map.entries) entries.set(name, merged);
    }
  }
}

/** The entry that a pair is by itself: none for a merge key and for a key that is no plain name. */
export function entryOf(pair: Pair): Entry | undefined {
  return "key" in pair && pair.key?.kind === "scalar" ? (pair as Entry) : undefined;
}

/** Why the mapping of a pair may have more keys than can be read; undefined when that is not so because of this pair. */
export function reasonOf(pair: Pair): string | undefined {
  if ("merged" in pair) {
    for (const map of mergedMaps(pair.merged)) {
      if (!isMergeable(map)) return "a merged mapping could not be read";
      if (map.open !== undefined) return map.open;
    }
    return undefined;
  }
  return entryOf(pair) ? undefined : "one of its keys is not a plain name";
}

/** Larger mappings are not merged: a few lines that merge each other's would stand for millions of keys. */
const maxMergedKeys = 500;

function isMergeable(node: YamlNode): node is MapNode {
  return node.kind === "map" && node.entries.size <= maxMergedKeys;
}

/** The mappings that a merge key brings, the weakest first. */
function mergedMaps(merged: YamlNode): readonly YamlNode[] {
  return merged.kind === "seq" ? [...merged.items].reverse() : [merged];
}
