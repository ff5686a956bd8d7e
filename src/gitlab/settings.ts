import { nowhere } from "../text/span";
import { getValue, isNothing, type MapNode, type YamlNode } from "../yaml/node";
import { booleanOf } from "../yaml/scalarType";
import { isTemplate } from "./interpolation";
import type { Artifacts, ImageOptions, Setting, Trigger } from "./pipeline";

const defaultStages = ["build", "test", "deploy"];

/** The items of a list, of lists in it too; anything else is its own single item. */
export function flattenItems(node: YamlNode): readonly YamlNode[] {
  return node.kind === "seq" ? node.items.flatMap(flattenItems) : [node];
}

/** A setting that is read from a node that is there and known. */
function readWith<T>(node: YamlNode | undefined, read: (node: YamlNode) => T | undefined, what: string): Setting<T> {
  if (isNothing(node)) return { state: "absent" };
  if (node!.kind === "unknown") return { state: "unknown", reason: node!.reason };
  const value = read(node!);
  return value === undefined
    ? { state: "unknown", reason: `it is not ${what}` }
    : { state: "known", value, location: node!.location };
}

/** A text. */
export function readText(node: YamlNode | undefined): Setting<string> {
  return readWith(
    node,
    (found) => (found.kind === "scalar" && !isTemplate(found.text) ? found.text : undefined),
    "a text",
  );
}

/** True or false. */
export function readBoolean(node: YamlNode | undefined): Setting<boolean> {
  return readWith(node, (found) => (found.kind === "scalar" ? booleanOf(found) : undefined), "true or false");
}

/** A list of any values, flattened. */
export function readList(node: YamlNode | undefined): Setting<readonly YamlNode[]> {
  return readWith(node, flattenItems, "a list");
}

/** A list of texts, flattened. */
export function readTexts(node: YamlNode | undefined): Setting<readonly string[]> {
  const textOf = (item: YamlNode) => (item.kind === "scalar" && !isTemplate(item.text) ? item.text : undefined);
  return readWith(
    node,
    (found) => {
      const texts = flattenItems(found).map(textOf);
      return texts.every((text) => text !== undefined) ? texts : undefined;
    },
    "a list of texts",
  );
}

/** The keys of a mapping. */
export function readNames(node: YamlNode | undefined): Setting<readonly string[]> {
  const namesOf = (map: MapNode) => (map.open === undefined ? [...map.entries.keys()] : undefined);
  return readWith(node, (found) => (found.kind === "map" ? namesOf(found) : undefined), "a mapping");
}

/** The job's stage, which is `test` when it names none. */
export function readStage(node: YamlNode | undefined): Setting<string> {
  return isNothing(node) ? { state: "known", value: "test", location: node?.location ?? nowhere } : readText(node);
}

/** The name of `image:` and the like, which may be a mapping. */
export function readName(node: YamlNode | undefined): Setting<string> {
  return readText(node?.kind === "map" ? getValue(node, "name") : node);
}

/** The value of a key, where a text stands for a mapping without it. */
function optionOf(node: YamlNode, key: string): YamlNode | undefined {
  return node.kind === "map" ? getValue(node, key) : undefined;
}

/** What `image:` says beside the name. */
export function readImageOptions(node: YamlNode | undefined): Setting<ImageOptions> {
  const read = (image: YamlNode): ImageOptions => {
    const docker = optionOf(image, "docker");
    const option = (key: string) => (docker?.kind === "unknown" ? docker : docker && optionOf(docker, key));
    return {
      entrypoint: readList(optionOf(image, "entrypoint")),
      platform: readText(option("platform")),
      user: readText(option("user")),
      pullPolicy: readList(optionOf(image, "pull_policy")),
    };
  };
  return readWith(node, read, "an image");
}

/** `trigger:`, of which a text is a project. */
export function readTrigger(node: YamlNode | undefined): Setting<Trigger> {
  const read = (trigger: YamlNode): Trigger => ({
    project: readText(trigger.kind === "map" ? getValue(trigger, "project") : trigger),
    include: readList(optionOf(trigger, "include")),
    strategy: readText(optionOf(trigger, "strategy")),
  });
  return readWith(node, read, "a trigger");
}

/** `artifacts:`. */
export function readArtifacts(node: YamlNode | undefined): Setting<Artifacts> {
  const read = (artifacts: YamlNode): Artifacts => {
    const reports = optionOf(artifacts, "reports");
    return {
      paths: readList(optionOf(artifacts, "paths")),
      dotenv: readList(reports?.kind === "map" ? getValue(reports, "dotenv") : reports),
    };
  };
  return readWith(node, (found) => (found.kind === "map" ? read(found) : undefined), "a mapping");
}

/** `allow_failure:`, which may list exit codes. */
export function readAllowFailure(node: YamlNode | undefined): Setting<boolean | readonly YamlNode[]> {
  if (node?.kind === "map") return readList(getValue(node, "exit_codes"));
  return readBoolean(node);
}

/** The stages with `.pre` and `.post` around them; GitLab has three when none are named. */
export function readStages(node: YamlNode | undefined): Setting<readonly string[]> {
  const names = readTexts(node);
  if (names.state === "unknown") return names;
  const own = names.state === "known" ? names.value : defaultStages;
  const value = [".pre", ...own.filter((name) => name !== ".pre" && name !== ".post"), ".post"];
  return { state: "known", value, location: names.state === "known" ? names.location : nowhere };
}
