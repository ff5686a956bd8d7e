import type { Location } from "../text/span";
import { getValue, isNothing, type MapNode, type ScalarNode, type YamlNode } from "../yaml/node";
import type { YamlFile } from "../yaml/parse";
import { scalarText } from "../yaml/scalarType";
import { compile } from "./conditions/pattern";
import type { Fault } from "./fault";
import { type Given, readDeclared } from "./inputs";
import { isTemplate } from "./interpolation";

/**
 * What GitLab refuses of the inputs of one inclusion, in its words (lib/gitlab/ci/config/interpolation/inputs).
 * @param at the include; undefined for a file that is read by itself: who starts it may give what is lacking
 */
export function findInputFaults(file: YamlFile, given: Given, at: Location | undefined): readonly Fault[] {
  const declared = readDeclared(file);
  const own = given !== "anything" && given?.kind === "map" ? given : undefined;
  if (!declared)
    return file.header || !own
      ? []
      : [fault("Given inputs not defined in the `spec` section of the included configuration file", own.location)];
  const isKnown = given === undefined || own !== undefined || (given !== "anything" && isNothing(given));
  const unknown = [...(own?.entries ?? [])].filter(
    ([name]) => declared.isWhole && !declared.inputs.entries.has(name) && !isTemplate(name),
  );
  return [
    ...unknown.map(([name, { key }]) =>
      fault(`unknown input arguments: ${name}`, key.location, declared.inputs.location),
    ),
    ...[...declared.inputs.entries].flatMap(([name, { key, value: written }]) => {
      const spec = isNothing(written) ? nothing(written.location) : written;
      const value = own && getValue(own, name);
      const lacks = at !== undefined && isKnown && isNothing(value) && isRequired(spec);
      if (lacks) return [fault(`\`${name}\` input: required value has not been provided`, at, key.location)];
      if (spec.kind !== "map" || spec.open !== undefined || spec.entries.has("rules")) return [];
      const check = (node: YamlNode | undefined, isDefault: boolean) => {
        const message = node && refuse(spec, node, isDefault);
        return message === undefined ? [] : [fault(`\`${name}\` input: ${message}`, node!.location, key.location)];
      };
      return [...check(spec.entries.get("default")?.value, true), ...(isNothing(value) ? [] : check(value, false))];
    }),
  ];
}

function fault(subject: string, location: Location, other?: Location): Fault {
  return { kind: "input-invalid", subject, name: undefined, location, other };
}

/** An input of which nothing but its name is said. */
function nothing(location: Location): MapNode {
  return { kind: "map", entries: new Map(), style: "block", location };
}

function isRequired(spec: YamlNode): boolean {
  return spec.kind === "map" && spec.open === undefined && !spec.entries.has("default") && !spec.entries.has("rules");
}

/** Why a value does not do; undefined where it does, or that is not known. */
function refuse(spec: MapNode, value: YamlNode, isDefault: boolean): string | undefined {
  const type = textOf(getValue(spec, "type")) ?? (spec.entries.has("type") ? undefined : "string");
  if (type === undefined || value.kind === "unknown" || value.kind === "reference") return undefined;
  if (value.kind === "scalar" && isTemplate(value.text)) return undefined;
  const word = isDefault ? "default" : "provided";
  if (!hasType(value, type)) return `${word} value is not ${type === "array" ? "an" : "a"} ${type}`;
  if (value.kind !== "scalar" || (type !== "string" && type !== "number")) return undefined;
  // Variables in it are put in before.
  if (value.text.includes("$")) return undefined;
  const options = getValue(spec, "options");
  if (options?.kind === "seq" && options.items.every((item) => item.kind === "scalar" && !isTemplate(item.text))) {
    const isOption = options.items.some((item) => isEqual(item as ScalarNode, value));
    if (!isOption)
      return `\`${scalarText(value)}\` cannot be used because it is not in the list of ${type === "number" ? "the " : ""}allowed options`;
  }
  const regex = type === "string" ? textOf(getValue(spec, "regex")) : undefined;
  const test = regex === undefined || regex.startsWith("/") ? undefined : compile(regex);
  return test && !test(value.text) ? `${word} value does not match required RegEx pattern` : undefined;
}

function hasType(value: YamlNode, type: string): boolean {
  if (type === "array") return value.kind === "seq";
  return !/^(string|number|boolean)$/.test(type) || (value.kind === "scalar" && value.type === type);
}

function isEqual(a: ScalarNode, b: ScalarNode): boolean {
  if (a.type !== b.type) return false;
  return a.type === "number" ? Number(scalarText(a)) === Number(scalarText(b)) : a.text === b.text;
}

function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === "scalar" && node.type === "string" && !isTemplate(node.text) ? node.text : undefined;
}
