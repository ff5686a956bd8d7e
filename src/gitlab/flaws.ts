import type { Location } from "../text/span";
import { isNothing, type ReferenceNode, type ScalarNode, type YamlNode } from "../yaml/node";
import { collectReferences, maxHeight, parentsOf, type Resolver } from "./resolve";

/** An `extends` or a reference for which GitLab refuses the pipeline. */
export type Flaw =
  | ExtendsFlaw
  | {
      readonly kind: "reference missing" | "reference circle";
      readonly reference: ReferenceNode;
      readonly location: Location;
    };

/** An item of an `extends`. */
export interface ExtendsFlaw {
  readonly kind: "extends unknown" | "extends no mapping" | "extends circle" | "extends too deep";
  /** The job that has it, perhaps a hidden one. */
  readonly job: string;
  /** What it extends. */
  readonly parent: ScalarNode;
  readonly location: Location;
}

/** The references in top-level values that were looked through before. */
export type KnownReferences = WeakMap<YamlNode, readonly ReferenceNode[]>;

/** The references that are written in a value. */
export function referencesIn(node: YamlNode | undefined, known: KnownReferences): readonly ReferenceNode[] {
  if (!node) return [];
  const found = known.get(node) ?? [...collectReferences(node)];
  known.set(node, found);
  return found;
}

/** Longer chains are not followed: the stack ends. */
const maxChain = 500;

/** Finds what GitLab refuses while it resolves `extends`, then references, of jobs and hidden ones alike. */
export function findFlaws(resolver: Resolver, known: KnownReferences): readonly Flaw[] {
  return [...findExtendsFlaws(resolver), ...findReferenceFlaws(resolver, known)];
}

/** The checks and their order are those of lib/gitlab/ci/config/extendable/entry.rb. */
function findExtendsFlaws(resolver: Resolver): readonly ExtendsFlaw[] {
  const flaws: ExtendsFlaw[] = [];
  const parents = (name: string): readonly ScalarNode[] => {
    const own = resolver.content.entries.get(name)?.value;
    return own?.kind === "map" ? scalarsOf(parentsOf(own)) : [];
  };
  const links = makeLinks(parents, ({ text }) => text);
  for (const [job, { value }] of resolver.content.entries) {
    for (const parent of value.kind === "map" ? scalarsOf(parentsOf(value)) : []) {
      const kind = kindOf(resolver, parent.text, links(job, parent));
      if (kind) flaws.push({ kind, job, parent, location: parent.origin });
    }
  }
  return flaws;
}

function kindOf(
  resolver: Resolver,
  parent: string,
  { isCircle, height }: { readonly isCircle: boolean; readonly height: number },
): ExtendsFlaw["kind"] | undefined {
  const target = resolver.own(parent);
  if (!target) return "extends unknown";
  if (target.kind !== "map" && target.kind !== "unknown" && target.kind !== "reference") return "extends no mapping";
  if (isCircle) return "extends circle";
  return height > maxHeight && height < Number.POSITIVE_INFINITY ? "extends too deep" : undefined;
}

function findReferenceFlaws(resolver: Resolver, known: KnownReferences): readonly Flaw[] {
  const flaws: Flaw[] = [];
  const links = makeLinks(
    (reference: ReferenceNode) => referencesIn(resolver.find(reference), known),
    (reference) => reference,
  );
  for (const { value } of resolver.content.entries.values()) {
    for (const reference of referencesIn(value, known)) {
      const { location } = reference;
      if (isNothing(resolver.find(reference))) flaws.push({ kind: "reference missing", reference, location });
      else if (links(reference, reference).isCircle) flaws.push({ kind: "reference circle", reference, location });
    }
  }
  return flaws;
}

/**
 * Tells of a link whether it is a part of a circle, and how many links follow each other from its start on.
 * @param next the links of a thing
 * @param target where a link leads to
 */
function makeLinks<Thing, Link>(next: (from: Thing) => readonly Link[], target: (link: Link) => Thing) {
  const heights = new Map<Thing, number>();
  const visiting: Thing[] = [];
  const circles = new Set<Thing>();

  function heightOf(thing: Thing): number {
    const known = heights.get(thing);
    if (known !== undefined) return known;
    const at = visiting.indexOf(thing);
    if (at >= 0) for (const member of visiting.slice(at)) circles.add(member);
    if (at >= 0 || visiting.length > maxChain) return Number.POSITIVE_INFINITY;
    visiting.push(thing);
    const height = next(thing).reduce((highest, link) => Math.max(highest, 1 + heightOf(target(link))), 0);
    visiting.pop();
    heights.set(thing, height);
    return height;
  }

  return (from: Thing, link: Link) => {
    heightOf(from);
    return { height: 1 + heightOf(target(link)), isCircle: circles.has(from) && circles.has(target(link)) };
  };
}

function scalarsOf(nodes: readonly YamlNode[]): readonly ScalarNode[] {
  return nodes.filter((node) => node.kind === "scalar");
}
