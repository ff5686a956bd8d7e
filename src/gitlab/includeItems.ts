import type { Location } from "../text/span";
import { getValue, isNothing, type MapNode, type YamlNode } from "../yaml/node";
import { isTemplate } from "./interpolation";

/** One file of an `include:`. */
export interface IncludeItem {
  readonly source: IncludeSource;
  /** The item in the including file. */
  readonly location: Location;
  /** Undefined when none are given. */
  readonly inputs: YamlNode | undefined;
  /** Undefined when there are none. */
  readonly rules: YamlNode | undefined;
}

/** Where an included file is. The texts are as they are written, variables too. */
export type IncludeSource =
  | { readonly kind: "local"; readonly path: string }
  | { readonly kind: "project"; readonly project: string; readonly path: string; readonly ref: string }
  | { readonly kind: "remote"; readonly url: string }
  | { readonly kind: "template"; readonly name: string }
  | {
      readonly kind: "component";
      readonly server: string;
      readonly project: string;
      readonly name: string;
      readonly version: string;
    }
  | { readonly kind: "unknown" };

/** Reads `include:`, in all of its forms, as a list of files. */
export function readIncludeItems(include: YamlNode | undefined): readonly IncludeItem[] {
  if (isNothing(include)) return [];
  const items = include!.kind === "seq" ? include!.items : [include!];
  return items.filter((item) => !isNothing(item)).flatMap(readItem);
}

function readItem(item: YamlNode): IncludeItem[] {
  const none = { location: item.location, inputs: undefined, rules: undefined };
  if (item.kind === "scalar") {
    const isRemote = /^https?:\/\//.test(item.text);
    return [{ ...none, source: isRemote ? remote(item.text) : local(textOf(item)) }];
  }
  if (item.kind !== "map") return [{ ...none, source: { kind: "unknown" } }];
  const inputs = [getValue(item, "inputs"), getValue(item, "with")].find((node) => !isNothing(node));
  const rules = getValue(item, "rules");
  return readSources(item).map((source) => ({
    source,
    location: item.location,
    inputs,
    rules: isNothing(rules) ? undefined : rules,
  }));
}

const kinds = ["local", "project", "remote", "template", "component"] as const;

function readSources(item: MapNode): IncludeSource[] {
  const named = kinds.filter((kind) => item.entries.has(kind));
  const [kind] = named;
  const value = kind && textOf(item.entries.get(kind)?.value);
  if (named.length !== 1 || value === undefined) return [{ kind: "unknown" }];
  switch (kind) {
    case "project":
      return readFiles(item, value);
    case "remote":
      return [remote(value)];
    case "template":
      return [{ kind: "template", name: value }];
    case "component":
      return [component(value)];
    default:
      return [local(value)];
  }
}

function readFiles(item: MapNode, project: string): IncludeSource[] {
  const ref = getValue(item, "ref");
  const refText = isNothing(ref) ? "HEAD" : textOf(ref);
  const files = getValue(item, "file");
  const nodes = files?.kind === "seq" ? files.items : [files];
  return nodes.map((node) => {
    const path = textOf(node);
    return path === undefined || refText === undefined
      ? { kind: "unknown" }
      : { kind: "project", project, path, ref: refText };
  });
}

function local(path: string | undefined): IncludeSource {
  return path === undefined ? { kind: "unknown" } : { kind: "local", path };
}

function remote(url: string): IncludeSource {
  return { kind: "remote", url };
}

/** `SERVER/PROJECT/NAME@VERSION`; the project may lie in several groups (lib/gitlab/ci/components/instance_path.rb). */
function component(address: string): IncludeSource {
  const match = /^([^/@]+)\/([^@]+)\/([^/@]+)@(.+)$/.exec(address);
  if (!match) return { kind: "unknown" };
  const [, server, project, name, version] = match as unknown as [string, string, string, string, string];
  return { kind: "component", server, project, name, version };
}

function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === "scalar" && node.type !== "null" && !isTemplate(node.text) ? node.text : undefined;
}

/** What an include is called in a message: `the template Auto-DevOps.gitlab-ci.yml`. */
export function describeSource(source: IncludeSource): string {
  switch (source.kind) {
    case "local":
      return source.path;
    case "project":
      return `${source.path} of the project ${source.project}`;
    case "remote":
      return source.url;
    case "template":
      return `the template ${source.name}`;
    case "component":
      return `the component ${source.server}/${source.project}/${source.name}@${source.version}`;
    case "unknown":
      return "an include that cannot be read";
  }
}
