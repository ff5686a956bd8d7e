import { nearest } from "../text/nearest";
import type { Location } from "../text/span";
import { isNothing, type MapNode, type ScalarNode, type YamlNode } from "../yaml/node";
import type { Schema } from "./schema";

/** Something in a file of settings that is not as it must be. */
export interface ConfigProblem {
  /** One or two sentences. */
  readonly message: string;
  readonly location: Location;
  /** What is probably meant by the text at the location. */
  readonly suggestion?: string;
}

/** The plain value of a node as far as it is as the schema wants it; what is not is left out and told in `problems`. */
export function checkNode(node: YamlNode, schema: Schema, name: string, problems: ConfigProblem[]): unknown {
  // A key that waits for its value is as good as none.
  if (isNothing(node)) return undefined;
  const { location } = node;
  if (node.kind === "map" && schema.type === "object") return checkMap(node, schema, name, problems);
  if (node.kind === "seq" && schema.type === "array") {
    return node.items.flatMap((item) => checkNode(item, schema.items!, `an item of ${name}`, problems) ?? []);
  }
  if (node.kind === "scalar" && schema.type === "boolean" && node.type === "boolean") return node.text === "true";
  // `1.40` is a number to YAML.
  if (node.kind === "scalar" && schema.type === "string" && node.type !== "boolean")
    return checkText(node, schema, name, problems);
  // A severity may be called off, which YAML 1.1 takes for a boolean.
  if (node.kind === "scalar" && schema.enum?.includes(node.text)) return node.text;
  problems.push({ message: `${capitalise(name)} must be ${kinds[schema.type]}.`, location });
  return undefined;
}

const kinds: Readonly<Record<Schema["type"], string>> = {
  object: "a mapping of keys to values",
  array: "a list",
  string: "a text",
  boolean: "true or false",
};

function checkMap(node: MapNode, schema: Schema, name: string, problems: ConfigProblem[]): unknown {
  const value: Record<string, unknown> = {};
  for (const [key, entry] of node.entries) {
    const inner = schema.properties?.[key] ?? schema.additionalProperties;
    if (!inner) {
      problems.push(
        describeUnknown(`There is no ${what(name)} ${key}`, key, Object.keys(schema.properties ?? {}), entry.key),
      );
      continue;
    }
    const read = checkNode(entry.value, inner, key, problems);
    if (read !== undefined) value[key] = read;
  }
  return value;
}

function what(name: string): string {
  return name === "rules" ? "rule" : "setting";
}

function checkText(node: ScalarNode, schema: Schema, name: string, problems: ConfigProblem[]): string | undefined {
  const { text, location } = node;
  if (schema.enum && !schema.enum.includes(text)) {
    problems.push(describeUnknown(`${capitalise(name)} must be ${joinOr(schema.enum)}`, text, schema.enum, node));
    return undefined;
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(text)) {
    const example = schema.examples ? `, for example ${schema.examples[0]}` : "";
    problems.push({ message: `“${text}” cannot be ${name === "" ? "this" : name}${example}.`, location });
    return undefined;
  }
  return text;
}

function describeUnknown(
  message: string,
  text: string,
  candidates: readonly string[],
  { location }: ScalarNode,
): ConfigProblem {
  const suggestion = nearest(text, candidates);
  return suggestion === undefined
    ? { message: `${message}.`, location }
    : { message: `${message}. Is ${suggestion} meant?`, location, suggestion };
}

function joinOr(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function capitalise(text: string): string {
  return text.startsWith("an ") || text.startsWith("the ") ? text[0]!.toUpperCase() + text.slice(1) : text;
}
