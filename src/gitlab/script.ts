import type { ScriptText } from "../shell/command";
import type { Location } from "../text/span";
import { isNothing, type YamlNode } from "../yaml/node";
import type { Setting } from "./pipeline";

/** GitLab accepts so many lists in each other (lib/gitlab/config/entry/validators/nested_array_helpers.rb). */
const maxNesting = 10;

/** Reads `script:` and its like: a string or nested lists of strings, flattened. */
export function readScript(node: YamlNode | undefined): Setting<readonly ScriptText[]> {
  if (isNothing(node)) return { state: "absent" };
  const items: ScriptText[] = [];
  const reason = flatten(node!, items, 0);
  return reason === undefined
    ? { state: "known", value: items, location: node!.location }
    : { state: "unknown", reason };
}

/**
 * Where a script holds what is no text, such as `true`; of a mapping its first key. GitLab takes texts only. Undefined:
 * nowhere, or not known.
 */
export function findWrongItem(node: YamlNode, depth = 0): Location | undefined {
  if (node.kind === "scalar") return node.type === "string" ? undefined : node.location;
  if (node.kind === "map") return [...node.entries.values()][0]?.key.location ?? node.location;
  if (node.kind === "seq" && depth > maxNesting) return node.location;
  for (const item of node.kind === "seq" ? node.items : []) {
    const found = findWrongItem(item, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function flatten(node: YamlNode, items: ScriptText[], depth: number): string | undefined {
  if (node.kind === "scalar") {
    if (node.type !== "null") items.push({ text: node.text, origin: node.origin });
    return undefined;
  }
  if (node.kind === "unknown") return node.reason;
  if (node.kind !== "seq" || depth >= maxNesting) return "the script is not a list of strings";
  for (const item of node.items) {
    const reason = flatten(item, items, depth + 1);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
