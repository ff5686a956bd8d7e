import { getValue, isNothing, type MapNode, type YamlNode } from "../yaml/node";
import type { Need, Setting } from "./pipeline";

const defaultStages = ["build", "test", "deploy"];

/** The items of a list, of lists in it too; anything else is its own single item. */
export function flattenItems(node: YamlNode): readonly YamlNode[] {
  return node.kind === "seq" ? node.items.flatMap(flattenItems) : [node];
}

/** A text, or what stands for an absent one. */
export function readText(node: YamlNode | undefined, fallback: string): Setting<string> {
  if (isNothing(node))
    return { state: "known", value: fallback, location: node?.location ?? { file: "", span: { start: 0, end: 0 } } };
  if (node!.kind === "scalar" && !node!.text.includes("$[["))
    return { state: "known", value: node!.text, location: node!.location };
  return { state: "unknown", reason: node!.kind === "unknown" ? node!.reason : "it is not a text" };
}

/** A list of any values, flattened. */
export function readList(node: YamlNode | undefined): Setting<readonly YamlNode[]> {
  if (isNothing(node)) return { state: "absent" };
  if (node!.kind === "unknown") return { state: "unknown", reason: node!.reason };
  return { state: "known", value: flattenItems(node!), location: node!.location };
}

/** The name of `image:`, which may be a mapping. */
export function readImage(node: YamlNode | undefined): Setting<string> {
  const name = node?.kind === "map" ? getValue(node, "name") : node;
  return isNothing(name) ? { state: "absent" } : readText(name, "");
}

/** The stages with `.pre` and `.post` around them; GitLab has three when none are named. */
export function readStages(node: YamlNode | undefined): Setting<readonly string[]> {
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

/** The entries of `needs:`. */
export function readNeeds(body: MapNode): Setting<readonly Need[]> {
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
  const artifacts = own && getValue(own, "artifacts");
  return {
    job: isName ? text!.text : undefined,
    isOptional: optional !== undefined && !(optional.kind === "scalar" && optional.text === "false"),
    isPartial: own?.entries.has("parallel") ?? false,
    takesArtifacts: isNothing(artifacts) || (artifacts!.kind === "scalar" && artifacts!.text !== "false"),
    location: text ? { file: text.origin.file, span: text.origin.span } : item.location,
    isEditable: text !== undefined && text.origin.offsets === undefined,
  };
}

/** `rules`, `only` and `except` in a form in which equal texts mean equal conditions. */
export function readCondition(body: MapNode): Setting<string> {
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
