import type { YamlNode } from "../../yaml/node";

/** A text that is equal for equal values, however they are written; undefined where a part of it is not known. */
export function describeNode(node: YamlNode): string | undefined {
  // Where no header replaces an input, equal texts may become different values.
  if (node.kind === "scalar") return node.text.includes("$[[") ? undefined : JSON.stringify(node.text);
  if (node.kind === "seq") {
    const items = node.items.map(describeNode);
    return items.includes(undefined) ? undefined : `[${items.join(",")}]`;
  }
  if (node.kind !== "map" || node.open !== undefined) return undefined;
  const entries = [...node.entries].map(([key, { value }]) => [JSON.stringify(key), describeNode(value)] as const);
  if (entries.some(([, text]) => text === undefined)) return undefined;
  return `{${entries.map(([key, text]) => `${key}:${text}`).sort()}}`;
}
