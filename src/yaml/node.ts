import type { Location } from "../text/span";
import type { Origin } from "../text/value";

/** A scalar. `text` is its decoded text; numbers, booleans and nulls keep the text they are written with. */
export interface ScalarNode {
  readonly kind: "scalar";
  readonly text: string;
  readonly type: "string" | "number" | "boolean" | "null";
  /** Maps `text` to the file. */
  readonly origin: Origin;
  /** The whole scalar, quotes and block header included. */
  readonly location: Location;
}

export interface SeqNode {
  readonly kind: "seq";
  readonly items: readonly YamlNode[];
  readonly style: "block" | "flow";
  readonly location: Location;
}

export interface Entry {
  readonly key: ScalarNode;
  readonly value: YamlNode;
}

export interface MapNode {
  readonly kind: "map";
  /** In the order of the file; of equal keys the last one counts, as in GitLab. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly style: "block" | "flow";
  readonly location: Location;
  /** Why there may be more keys than these: a part of it could not be read. */
  readonly open?: string;
}

/** `!reference [job, key]`, before it is resolved. */
export interface ReferenceNode {
  readonly kind: "reference";
  readonly path: readonly ScalarNode[];
  readonly location: Location;
}

/** A value that cannot be known. */
export interface UnknownNode {
  readonly kind: "unknown";
  readonly reason: string;
  readonly location: Location;
}

export type YamlNode = ScalarNode | SeqNode | MapNode | ReferenceNode | UnknownNode;

/** Something that the YAML parser could not read. */
export interface YamlProblem {
  readonly message: string;
  readonly location: Location;
}

export function unknownNode(reason: string, location: Location): UnknownNode {
  return { kind: "unknown", reason, location };
}

/** The value of a key: undefined when the map certainly lacks it, an unknown node when it may be in an unread part. */
export function getValue(map: MapNode, key: string): YamlNode | undefined {
  const entry = map.entries.get(key);
  if (entry) return entry.value;
  return map.open === undefined ? undefined : unknownNode(map.open, map.location);
}

/** True for an absent node and for `null`, which GitLab treats alike nearly everywhere. */
export function isNothing(node: YamlNode | undefined): boolean {
  return node === undefined || (node.kind === "scalar" && node.type === "null");
}

/** More nodes than this in one value are not read: a few lines of aliases of aliases stand for millions. */
export const maxNodes = 100_000;

/** GitLab reads no YAML that is nested deeper (max_yaml_depth). */
export const maxDepth = 100;

/** What was found out about nodes, which never change. */
interface Memory<T> {
  get(node: YamlNode): T | undefined;
  set(node: YamlNode, value: T): unknown;
}

/** The nodes that a node stands for, itself included. `known` remembers the counts: nodes are shared. */
export function countNodes(node: YamlNode, known: Memory<number>): number {
  const earlier = known.get(node);
  if (earlier !== undefined) return earlier;
  const count = childrenOf(node).reduce((sum, child) => sum + countNodes(child, known), 1);
  known.set(node, count);
  return count;
}

/** The levels of a node, itself included. `known` remembers them. */
export function depthOf(node: YamlNode, known: Memory<number>): number {
  const earlier = known.get(node);
  if (earlier !== undefined) return earlier;
  const depth = childrenOf(node).reduce((deepest, child) => Math.max(deepest, 1 + depthOf(child, known)), 1);
  known.set(node, depth);
  return depth;
}

function childrenOf(node: YamlNode): readonly YamlNode[] {
  if (node.kind === "map") return [...node.entries.values()].map((entry) => entry.value);
  return node.kind === "seq" ? node.items : [];
}
