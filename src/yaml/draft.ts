import type { Location } from "../text/span";
import { buildMap, buildSequence, type Pair, type SequenceForm } from "./build";
import {
  countNodes,
  depthOf,
  type MapNode,
  maxDepth,
  maxNodes,
  unknownNode,
  type YamlNode,
  type YamlProblem,
} from "./node";

/**
 * A part of a block that holds an alias or an anchor: it becomes a node when the anchors in front of the block are known,
 * and another one when they change. The library's tree need not be kept for that.
 */
export abstract class Draft {
  abstract resolve(scope: Scope): YamlNode;
}

/** Nodes and drafts that a node is made of. */
export type Part = YamlNode | Draft;

/** A pair of a mapping in which either side may be a draft. */
export type PairPart = { readonly key: Part | undefined; readonly value: Part } | { readonly merged: Part };

export function resolvePart(part: Part, scope: Scope): YamlNode {
  return part instanceof Draft ? part.resolve(scope) : part;
}

/** The pair itself where nothing in it is a draft. */
export function resolvePair(pair: PairPart, scope: Scope): Pair {
  if ("merged" in pair) return pair.merged instanceof Draft ? { merged: pair.merged.resolve(scope) } : (pair as Pair);
  const { key, value } = pair;
  if (!(key instanceof Draft) && !(value instanceof Draft)) return pair as Pair;
  return { key: key && resolvePart(key, scope), value: resolvePart(value, scope) };
}

/** The anchors that a block sees and sets, in the order of the file: an alias means the last one in front of it. */
export class Scope {
  /** The anchors that the block sets. */
  readonly own = new Map<string, YamlNode>();
  /** The anchors of other blocks that it uses, undefined where there is none. */
  readonly used = new Map<string, YamlNode | undefined>();
  readonly problems: YamlProblem[] = [];

  /**
   * @param find the anchors in front of the block
   * @param sizes remembers how much nodes stand for
   */
  constructor(
    readonly find: (name: string) => YamlNode | undefined,
    readonly sizes: NodeSizes,
  ) {}

  /** The node that an alias stands for. */
  follow(name: string, location: Location): YamlNode {
    let target = this.own.get(name);
    if (!target) {
      target = this.find(name);
      this.used.set(name, target);
    }
    if (!target) {
      this.problems.push({ message: `There is no anchor &${name} before this alias.`, location });
      return unknownNode(`the anchor ${name} is not defined`, location);
    }
    if (countNodes(target, this.sizes.counts) > maxNodes)
      return unknownNode("its aliases stand for too much", location);
    if (depthOf(target, this.sizes.depths) > maxDepth) return unknownNode("it is nested too deep", location);
    return target;
  }
}

/** What was counted of nodes, which never change. */
export class NodeSizes {
  readonly counts = new WeakMap<YamlNode, number>();
  readonly depths = new WeakMap<YamlNode, number>();
}

export class AliasDraft extends Draft {
  constructor(
    readonly name: string,
    readonly location: Location,
  ) {
    super();
  }

  resolve(scope: Scope): YamlNode {
    return scope.follow(this.name, this.location);
  }
}

export class AnchorDraft extends Draft {
  constructor(
    readonly name: string,
    readonly part: Part,
  ) {
    super();
  }

  resolve(scope: Scope): YamlNode {
    const node = resolvePart(this.part, scope);
    scope.own.set(this.name, node);
    return node;
  }
}

export class SequenceDraft extends Draft {
  constructor(
    readonly items: readonly Part[],
    readonly form: SequenceForm,
  ) {
    super();
  }

  resolve(scope: Scope): YamlNode {
    const items = this.items.map((item) => resolvePart(item, scope));
    return buildSequence(items, this.form);
  }
}

export class MapDraft extends Draft {
  constructor(
    readonly pairs: readonly PairPart[],
    readonly style: MapNode["style"],
    readonly location: Location,
  ) {
    super();
  }

  resolve(scope: Scope): YamlNode {
    const pairs = this.pairs.map((pair) => resolvePair(pair, scope));
    return buildMap(pairs, this.style, this.location);
  }
}
