import { nowhere } from "../text/span";
import { deepMerge } from "../yaml/merge";
import {
  countNodes,
  type Entry,
  getValue,
  isNothing,
  type MapNode,
  maxNodes,
  type ReferenceNode,
  type SeqNode,
  unknownNode,
  type YamlNode,
} from "../yaml/node";
import type { Content } from "./content";
import { globalKeywords } from "./keywords";

/** GitLab follows so many `extends` one after the other (lib/gitlab/ci/config/extendable/entry.rb). */
export const maxHeight = 11;

/** References to references are followed so far. GitLab has no limit but that on lists in lists of scripts, which is half of this. */
const maxReferences = 20;

/** The stack is not used for more than so many lists, mappings and references in each other. */
const maxNesting = 500;

/** What was worked out, and from which top-level names. */
interface Result<T> {
  readonly value: T;
  readonly uses: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();

/**
 * Resolves `extends` and then `!reference` of a pipeline's content, each once and only when asked for. What is worked out
 * for a name depends on nothing but the entries of the names that it uses, whoever asks first.
 */
export class Resolver {
  readonly #tooDeep = new Map<string, Result<boolean>>();
  readonly #extended = new Map<string, Result<YamlNode | undefined>>();
  #resolved = new WeakMap<YamlNode, Result<YamlNode>>();
  /** By the number of references that may still follow. */
  #endless = makeEndless();
  readonly #references = new WeakMap<YamlNode, ReadonlySet<ReferenceNode>>();
  readonly #bodies = new Map<string, Result<YamlNode | undefined>>();
  readonly #counts = new WeakMap<YamlNode, number>();
  /** The names whose results use a name. */
  readonly #users = new Map<string, Set<string>>();
  /** What is being worked out, and the names used for it: the innermost last. */
  readonly #using: (Set<string> | undefined)[] = [];

  constructor(public content: Content) {}

  /**
   * Takes the content anew, of which only some entries have changed, and forgets what used them.
   * @returns the names that may stand for something else now, the changed ones among them
   */
  replace(content: Content, changed: Iterable<string>): ReadonlySet<string> {
    this.content = content;
    this.#tooDeep.clear();
    this.#resolved = new WeakMap();
    this.#endless = makeEndless();
    const affected = new Set(changed);
    for (const name of [...affected]) {
      for (const user of this.#users.get(name) ?? []) affected.add(user);
      this.#users.delete(name);
    }
    for (const name of affected) {
      for (const used of (this.#bodies.get(name) ?? this.#extended.get(name))?.uses ?? [])
        this.#users.get(used)?.delete(name);
      this.#extended.delete(name);
      this.#bodies.delete(name);
    }
    return affected;
  }

  /** A top-level value, as it is written; unknown when a part that is not read may define it. */
  own(name: string): YamlNode | undefined {
    this.#use([name]);
    const entry = this.content.entries.get(name);
    if (entry) return entry.value;
    const { more } = this.content;
    return more === undefined || globalKeywords.has(name) ? undefined : unknownNode(more, nowhere);
  }

  /** A top-level value after `extends`, without resolved references. */
  extended(name: string): YamlNode | undefined {
    return this.#rememberName(this.#extended, name, () => {
      const own = this.own(name);
      return own?.kind === "map" ? this.#extend(name, own) : own;
    });
  }

  /** A top-level value after `extends` and with all references in it resolved. */
  body(name: string): YamlNode | undefined {
    return this.#rememberName(this.#bodies, name, () => {
      const extended = this.extended(name);
      return extended?.kind === "map" ? this.#values(extended) : extended && this.resolve(extended);
    });
  }

  /** The top-level names that a body is made of, its own among them; also those that nothing defines. */
  uses(name: string): ReadonlySet<string> {
    this.body(name);
    return this.#bodies.get(name)!.uses;
  }

  /** Why a reference stands for nothing; undefined where it stands for something, or that is not known. */
  defectOf(reference: ReferenceNode): "missing" | "cycle" | undefined {
    if (this.#isEndless(reference, maxReferences)) return this.#isInCircle(reference) ? "cycle" : undefined;
    // GitLab takes nothing for missing too (lib/gitlab/ci/config/yaml/tags/reference.rb).
    return isNothing(this.#find(reference)) ? "missing" : undefined;
  }

  #extend(name: string, own: MapNode): YamlNode {
    const parents = parentsOf(own);
    if (parents.length === 0) return own;
    if (this.isTooDeep(name)) {
      return deepMerge(unknownNode("its extends go in a circle or too deep", own.location), own)!;
    }
    let base: YamlNode | undefined;
    for (const parent of parents) {
      const inherited = parent.kind === "scalar" ? this.extended(parent.text) : undefined;
      const isUsable = inherited?.kind === "map";
      base = isUsable ? deepMerge(base, inherited) : unknownNode("what it extends could not be read", parent.location);
    }
    return deepMerge(base, own)!;
  }

  /** True when more than so many `extends` follow on each other behind a name: by default more than GitLab allows. */
  isTooDeep(name: string, allowed = maxHeight): boolean {
    return this.#remember(this.#tooDeep, `${allowed} ${name}`, () => {
      const own = this.own(name);
      const parents = own?.kind === "map" ? parentsOf(own) : [];
      return parents.some(
        (parent) => parent.kind === "scalar" && (allowed === 0 || this.isTooDeep(parent.text, allowed - 1)),
      );
    });
  }

  /** A node with all references in it resolved; a reference to a list in a list leaves a list in a list. */
  resolve(node: YamlNode): YamlNode {
    if (isPlain(node)) return node;
    if (this.#using.length > maxNesting) return unknownNode("it is nested too deep", node.location);
    return this.#remember(this.#resolved, node, () => {
      if (node.kind === "reference") return this.#follow(node);
      const whole = node.kind === "seq" ? this.#items(node) : node.kind === "map" ? this.#values(node) : node;
      const isTooMuch = whole !== node && countNodes(whole, this.#counts) > maxNodes;
      return isTooMuch ? unknownNode("its references stand for too much", node.location) : whole;
    });
  }

  #items(node: SeqNode): SeqNode {
    const items = node.items.map((item) => this.resolve(item));
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
  }

  #values(node: MapNode): MapNode {
    let entries: Map<string, Entry> | undefined;
    for (const [name, { key, value }] of node.entries) {
      const resolved = this.resolve(value);
      if (resolved === value) continue;
      entries ??= new Map(node.entries);
      entries.set(name, { key, value: resolved });
    }
    return entries ? { ...node, entries } : node;
  }

  #follow(reference: ReferenceNode): YamlNode {
    if (this.#isEndless(reference, maxReferences)) return broken(reference, "goes in a circle or too far");
    return this.defectOf(reference) ? broken(reference, "could not be found") : this.resolve(this.#find(reference)!);
  }

  /** What a reference stands for, with the references in it. There is no way through another reference, as in GitLab. */
  #find({ path: [first, ...keys] }: ReferenceNode): YamlNode | undefined {
    let node = this.extended(first!.text);
    for (const key of keys) {
      if (node?.kind !== "map") return node?.kind === "unknown" ? node : undefined;
      node = getValue(node, key.text);
    }
    return node;
  }

  /** True for a reference behind which more than so many others follow on each other. */
  #isEndless(reference: ReferenceNode, allowed: number): boolean {
    return this.#remember(this.#endless[allowed]!, reference, () => {
      const found = this.#find(reference);
      const next = found && !isPlain(found) ? [...this.#referencesIn(found)] : [];
      return next.length > 0 && (allowed === 0 || next.some((each) => this.#isEndless(each, allowed - 1)));
    });
  }

  /** True for a reference that leads back to itself. */
  #isInCircle(reference: ReferenceNode): boolean {
    const seen = new Set<ReferenceNode>();
    let last: readonly ReferenceNode[] = [reference];
    for (let step = 0; step <= maxReferences && last.length > 0; step++) {
      const found = last.flatMap((each) => this.#find(each) ?? []);
      last = [...new Set(found.flatMap((node) => [...this.#referencesIn(node)]))].filter((each) => !seen.has(each));
      if (last.includes(reference)) return true;
      for (const each of last) seen.add(each);
    }
    return false;
  }

  #referencesIn(node: YamlNode): ReadonlySet<ReferenceNode> {
    let found = this.#references.get(node);
    if (!found) {
      found = new Set(collectReferences(node));
      this.#references.set(node, found);
    }
    return found;
  }

  /** {@link #remember} for a top-level name; notes whose results use which names. */
  #rememberName<T>(known: Map<string, Result<T>>, name: string, compute: () => T): T {
    const isNew = !known.has(name);
    const value = this.#remember(known, name, compute);
    if (!isNew) return value;
    for (const used of known.get(name)!.uses) {
      const users = this.#users.get(used);
      if (users) users.add(name);
      else this.#users.set(used, new Set([name]));
    }
    return value;
  }

  /** Notes names for what is being worked out. */
  #use(names: Iterable<string>): void {
    const last = this.#using.length - 1;
    if (last < 0) return;
    for (const name of names) {
      const uses = this.#using[last] ?? new Set();
      this.#using[last] = uses.add(name);
    }
  }

  /** Works out a value once, and notes the names that it uses for whatever it is worked out for. */
  #remember<K, T>(
    known: { get(key: K): Result<T> | undefined; set(key: K, result: Result<T>): unknown },
    key: K,
    compute: () => T,
  ): T {
    let result = known.get(key);
    if (!result) {
      this.#using.push(undefined);
      const value = compute();
      result = { value, uses: this.#using.pop() ?? nothing };
      known.set(key, result);
    }
    this.#use(result.uses);
    return result.value;
  }
}

function makeEndless(): readonly Map<ReferenceNode, Result<boolean>>[] {
  return Array.from({ length: maxReferences + 1 }, () => new Map());
}

/** True for a value that cannot hold a reference, as nearly all are. */
function isPlain(node: YamlNode): boolean {
  if (node.kind === "seq") return node.items.every(({ kind }) => kind === "scalar");
  return node.kind === "scalar" || node.kind === "unknown";
}

/** All references in a node. */
export function collectReferences(node: YamlNode, found: ReferenceNode[] = []): readonly ReferenceNode[] {
  if (node.kind === "reference") found.push(node);
  else if (node.kind === "seq") for (const item of node.items) collectReferences(item, found);
  else if (node.kind === "map") for (const { value } of node.entries.values()) collectReferences(value, found);
  return found;
}

function broken({ path, location }: ReferenceNode, why: string): YamlNode {
  return unknownNode(`the reference to ${path.map((part) => part.text).join(", ")} ${why}`, location);
}

/** The items of `extends:`. */
export function parentsOf(own: MapNode): readonly YamlNode[] {
  const parents = getValue(own, "extends");
  if (isNothing(parents)) return [];
  return parents!.kind === "seq" ? parents!.items : [parents!];
}
