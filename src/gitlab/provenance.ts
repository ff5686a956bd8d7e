import type { FileId, Location } from "../text/span";
import { getValue, isNothing, type MapNode, type YamlNode } from "../yaml/node";
import { inheritance } from "./inherit";
import { globalDefaults } from "./keywords";
import { parentsOf, type Resolver } from "./resolve";

/** A step on the way from a job to where one of its values is written. */
export type Via =
  /** `location` is the name behind `extends:`. */
  | { readonly kind: "extends"; readonly name: string; readonly location: Location }
  | { readonly kind: "reference"; readonly path: readonly string[]; readonly location: Location }
  /** A keyword of `default:` or its old global form. */
  | { readonly kind: "default" | "global"; readonly location: Location }
  /** An alias or a merge key: the value is written in another part of the file. */
  | { readonly kind: "anchor"; readonly location: Location }
  /** `location` is the include of the file; undefined for the entry file. */
  | { readonly kind: "include"; readonly file: FileId; readonly location: Location | undefined };

/** Where a value of a job comes from. */
export interface Provenance {
  /** The value as it is written. */
  readonly location: Location;
  /** How it came to the job, beginning at the job. Empty for what the job says itself. */
  readonly via: readonly Via[];
}

/** So many names are looked at: circles end. */
const maxSteps = 200;

/** Finds where the values of a pipeline's jobs come from, by walking the way that made them once more. */
export class Provenances {
  #steps = 0;

  constructor(
    readonly resolver: Resolver,
    public includedAt: ReadonlyMap<FileId, Location>,
  ) {}

  /**
   * @param path a keyword of the job and the keys below it
   * @param within a place in the value, such as that of an item of a script; then the way to this part is told
   */
  find(name: string, body: MapNode, path: readonly string[], within?: Location): Provenance | undefined {
    const result = this.#find(name, body, path, within) ?? this.#find(name, body, path, undefined);
    if (!result) return undefined;
    const { file } = result.location;
    const home = this.resolver.content.entries.get(name)?.value.location.file;
    return file === home
      ? result
      : { ...result, via: [...result.via, { kind: "include", file, location: this.includedAt.get(file) }] };
  }

  #find(name: string, body: MapNode, path: readonly string[], within: Location | undefined): Provenance | undefined {
    this.#steps = 0;
    const own = this.#trace(name, path, within);
    return own ?? (isNothing(getValue(body, path[0]!)) ? this.#inherited(body, path, within) : undefined);
  }

  #inherited(body: MapNode, path: readonly string[], within: Location | undefined): Provenance | undefined {
    const key = path[0]!;
    if (inheritance(body, "default")(key) !== true) return undefined;
    const fromDefault = this.#trace("default", path, within);
    const found = fromDefault ?? (globalDefaults.has(key) ? this.#trace(key, path.slice(1), within) : undefined);
    return (
      found && { ...found, via: [{ kind: fromDefault ? "default" : "global", location: found.location }, ...found.via] }
    );
  }

  /** Where a value below a top-level name is written. */
  #trace(name: string, path: readonly string[], within: Location | undefined): Provenance | undefined {
    const own = this.resolver.own(name);
    if (!own || ++this.#steps > maxSteps) return undefined;
    let node: YamlNode | undefined = own;
    for (const [index, key] of path.entries()) {
      if (node.kind === "reference") return this.#through(node, path.slice(index), within);
      if (node.kind !== "map") return undefined;
      node = node.entries.get(key)?.value;
      if (!node) return this.#parent(own as MapNode, path, within);
    }
    return this.#at(node, own, within);
  }

  #parent(own: MapNode, path: readonly string[], within: Location | undefined): Provenance | undefined {
    for (const parent of parentsOf(own).toReversed()) {
      if (parent.kind !== "scalar") return undefined;
      const found = this.#trace(parent.text, path, within);
      const via: Via = { kind: "extends", name: parent.text, location: parent.location };
      if (found) return { ...found, via: [via, ...found.via] };
    }
    return undefined;
  }

  #at(node: YamlNode, own: YamlNode, within: Location | undefined): Provenance | undefined {
    if (node.kind === "reference") return this.#through(node, [], within);
    const { location } = node;
    const isElsewhere = own.location.file === location.file && !contains(own.location, location);
    const via: readonly Via[] = isElsewhere ? [{ kind: "anchor", location }] : [];
    if (!within || contains(location, within)) return { location: within ?? location, via };
    for (const item of node.kind === "seq" ? node.items : []) {
      const found: Provenance | undefined = this.#at(item, own, within);
      if (found) return { ...found, via: [...via, ...found.via] };
    }
    return undefined;
  }

  #through(
    reference: YamlNode & { kind: "reference" },
    below: readonly string[],
    within: Location | undefined,
  ): Provenance | undefined {
    const path = reference.path.map((part) => part.text);
    const found = this.#trace(path[0]!, [...path.slice(1), ...below], within);
    const via: Via = { kind: "reference", path, location: reference.location };
    return found && { ...found, via: [via, ...found.via] };
  }
}

function contains(outer: Location, inner: Location): boolean {
  return outer.file === inner.file && outer.span.start <= inner.span.start && inner.span.end <= outer.span.end;
}
