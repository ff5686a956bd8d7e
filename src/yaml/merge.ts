import { getValue, isNothing, type MapNode, type YamlNode } from "./node";

/**
 * GitLab's deep merge of `include` and `extends`: mappings merge, everything else is replaced, references too, which are
 * resolved later. An unknown base leaves a mapping open: there may be more keys than these.
 */
export function deepMerge(base: YamlNode | undefined, over: YamlNode | undefined): YamlNode | undefined {
  if (over === undefined) return base;
  if (over.kind !== "map" || base === undefined) return over;
  if (base.kind === "unknown") {
    return mergeMaps(
      {
        kind: "map",
        entries: new Map(),
        style: "block",
        location: base.location,
        open: "a part of it comes from elsewhere",
      },
      over,
    );
  }
  return base.kind === "map" ? mergeMaps(base, over) : over;
}

/** {@link deepMerge} of two mappings. The result stands where `over` stands. */
export function mergeMaps(base: MapNode, over: MapNode): MapNode {
  // What may be in `over` too may be another value there.
  const entries = new Map(over.open === undefined ? base.entries : []);
  for (const [name, entry] of over.entries) {
    const below = getValue(base, name);
    // `null` takes an inherited value away; an unknown base under a scalar makes no difference.
    const value = isNothing(entry.value) ? entry.value : deepMerge(below, entry.value)!;
    entries.set(name, { key: entry.key, value });
  }
  const open = over.open ?? base.open;
  const merged: MapNode = { kind: "map", entries, style: over.style, location: over.location };
  return open === undefined ? merged : { ...merged, open };
}
