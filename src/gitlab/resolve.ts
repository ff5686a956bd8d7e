import { deepMerge } from "../yaml/merge";
import {
  countNodes,
  getValue,
  isNothing,
  type MapNode,
  maxNodes,
  type ReferenceNode,
  unknownNode,
  type YamlNode,
} from "../yaml/node";

/** GitLab follows so many `extends` (lib/gitlab/ci/config/extendable/entry.rb). */
const maxDepth = 10;

/** Resolves `extends` and then `!reference` of a pipeline's mapping, each once and only when asked for. */
export class Resolver {
  readonly #extended = new Map<string, YamlNode | undefined>();
  readonly #followed = new Map<ReferenceNode, YamlNode>();
  readonly #resolved = new Map<YamlNode, YamlNode>();
  readonly #counts = new Map<YamlNode, number>();

  constructor(readonly root: MapNode) {}

  /** A top-level value after `extends`, without resolved references. */
  extended(name: string, chain: readonly string[] = []): YamlNode | undefined {
    if (chain.includes(name) || chain.length > maxDepth) {
      return unknownNode("its extends go in a circle or too deep", this.root.location);
    }
    if (this.#extended.has(name)) return this.#extended.get(name);
    const own = getValue(this.root, name);
    const result = own?.kind === "map" ? this.#extend(own, [...chain, name]) : own;
    this.#extended.set(name, result);
    return result;
  }

  #extend(own: MapNode, chain: readonly string[]): YamlNode {
    const parents = getValue(own, "extends");
    if (isNothing(parents)) return own;
    let base: YamlNode | undefined;
    for (const parent of parents!.kind === "seq" ? parents!.items : [parents!]) {
      const inherited = parent.kind === "scalar" ? this.extended(parent.text, chain) : undefined;
      const usable =
        inherited?.kind === "map" ? inherited : unknownNode("what it extends could not be found", parent.location);
      base = usable.kind === "map" && base ? deepMerge(base, usable) : (usable ?? base);
      if (usable.kind === "unknown") break;
    }
    return deepMerge(base, own)!;
  }

  /** The names that a job extends but that nothing defines, in a pipeline that is read completely. */
  missingParents(own: MapNode): string[] {
    const parents = own.entries.get("extends")?.value;
    const items = parents?.kind === "seq" ? parents.items : parents ? [parents] : [];
    return items.flatMap((item) =>
      item.kind === "scalar" && getValue(this.root, item.text) === undefined ? [item.text] : [],
    );
  }

  /** A node with all references in it resolved; a reference to a list in a list leaves a list in a list. */
  resolve(node: YamlNode): YamlNode {
    const known = this.#resolved.get(node);
    if (known) return known;
    const whole = this.#resolveParts(node);
    const isTooMuch = countNodes(whole, this.#counts) > maxNodes;
    const result = isTooMuch ? unknownNode("its references stand for too much", whole.location) : whole;
    this.#resolved.set(node, result);
    return result;
  }

  #resolveParts(node: YamlNode): YamlNode {
    switch (node.kind) {
      case "reference":
        return this.#follow(node);
      case "seq":
        if (node.items.every((item) => item.kind === "scalar")) return node;
        return { ...node, items: node.items.map((item) => this.resolve(item)) };
      case "map": {
        const entries = [...node.entries].map(
          ([name, { key, value }]) => [name, { key, value: this.resolve(value) }] as const,
        );
        return { ...node, entries: new Map(entries) };
      }
      default:
        return node;
    }
  }

  #follow(reference: ReferenceNode): YamlNode {
    const known = this.#followed.get(reference);
    if (known) return known;
    const path = reference.path.map((part) => part.text).join(", ");
    // Until it is resolved the reference stands for nothing: that ends circles.
    this.#followed.set(reference, unknownNode(`the reference to ${path} goes in a circle`, reference.location));
    let node = this.extended(reference.path[0]!.text);
    for (const key of reference.path.slice(1)) {
      if (node?.kind === "reference") node = this.#follow(node);
      if (node === undefined || node.kind === "unknown") break;
      node = node.kind === "map" ? getValue(node, key.text) : undefined;
    }
    const result = node
      ? this.resolve(node)
      : unknownNode(`the reference to ${path} could not be found`, reference.location);
    this.#followed.set(reference, result);
    return result;
  }
}
