import type { FileId, Location, Span } from "../text/span";
import { AnchorTable, type Link } from "./anchors";
import type { Block } from "./block";
import { addPair, entryOf, type Pair } from "./build";
import type { NodeSizes } from "./draft";
import type { Entry, MapNode, YamlProblem } from "./node";
import { type Recut, replaceItems } from "./recut";

/** One YAML document of a file, a mapping in blocks. It is live: there is one current state. */
export class Section {
  root: MapNode | undefined;
  problems: readonly YamlProblem[] = [];
  #entries = new Map<string, Entry>();
  /** True when each pair is an entry with a name of its own: then one can change without a look at the others. */
  #isPlain = true;
  readonly #anchors: AnchorTable;
  /** The blocks with problems and those that leave the mapping open. */
  readonly #flawed = new Set<Block>();

  /** @param blocks may be read one by one: {@link isReadable} */
  constructor(
    readonly blocks: Block[],
    sizes: NodeSizes,
  ) {
    this.#anchors = new AnchorTable(sizes);
    this.#link(blocks, 0);
    this.#collect();
    this.#publish();
  }

  /**
   * Takes over blocks that have changed.
   * @param start where in the file's blocks its own ones begin
   * @returns the keys whose entries have changed, appeared or gone; undefined when it cannot be read block by block any more
   */
  update({ at, count, blocks, removed, added }: Recut, start: number): ReadonlySet<string> | undefined {
    const old = this.blocks.slice(at - start, at - start + count);
    // A block may also have moved, between others that are new.
    const isInPlace =
      old.length === blocks.length && old.every((b, i) => blocks[i] === b || added.includes(blocks[i]!));
    replaceItems(this.blocks, at - start, count, blocks);
    if (!isReadable(this.blocks, added)) return undefined;
    for (const block of removed) {
      this.#anchors.remove(block);
      this.#flawed.delete(block);
    }
    const links = this.#link(added, at - start);
    // The two rows go together pair by pair: those of new blocks, then those of others whose anchors have changed.
    const isNew = new Set(added);
    const others = links.filter(({ block }) => !isNew.has(block));
    const before = [...removed.flatMap(({ pairs }) => pairs), ...others.flatMap((link) => link.before)];
    const after = [...added.flatMap(({ pairs }) => pairs), ...others.flatMap(({ block }) => block.pairs)];
    const changed = this.#replace(before, after, isInPlace);
    this.#publish();
    return changed;
  }

  /** @param first where the blocks begin that may be concerned */
  #link(added: readonly Block[], first: number): readonly Link[] {
    for (const block of added) this.#anchors.add(block);
    const links = this.#anchors.link(this.blocks, first);
    for (const { block } of links) {
      if (block.problems.length > 0 || block.open !== undefined) this.#flawed.add(block);
      else this.#flawed.delete(block);
    }
    return links;
  }

  /** Puts pairs in the place of others; returns the keys whose entries are others now. */
  #replace(before: readonly Pair[], after: readonly Pair[], isBlockwise: boolean): ReadonlySet<string> {
    const oldNames = before.map(nameOf);
    const newNames = after.map(nameOf);
    const isInPlace =
      isBlockwise &&
      this.#isPlain &&
      oldNames.length === newNames.length &&
      newNames.every((name, index) => name !== undefined && name === oldNames[index]);
    if (isInPlace) {
      for (const pair of after) addPair(this.#entries, pair);
      return new Set((newNames as readonly string[]).filter((_, index) => before[index] !== after[index]));
    }
    const old = this.#entries;
    const wasPlain = this.#isPlain;
    this.#collect();
    const touched = [...oldNames, ...newNames].filter((name) => name !== undefined);
    return differingKeys(old, this.#entries, wasPlain && this.#isPlain ? touched : undefined);
  }

  #collect(): void {
    this.#entries = new Map();
    this.#isPlain = true;
    let count = 0;
    for (const { pairs } of this.blocks) {
      for (const pair of pairs) {
        addPair(this.#entries, pair);
        this.#isPlain &&= nameOf(pair) !== undefined;
        count++;
      }
    }
    this.#isPlain &&= count === this.#entries.size;
  }

  #publish(): void {
    const flawed = [...this.#flawed].sort((a, b) => a.base.offset - b.base.offset);
    const open = flawed.find((block) => block.open !== undefined)?.open;
    this.problems = flawed.flatMap((block) => block.problems);
    const first = this.blocks[0];
    const location = first && new Extent(first.reading.place, this.blocks.at(-1)!.reading.place);
    const root = location && ({ kind: "map", entries: this.#entries, style: "block", location } as const);
    this.root = root && open !== undefined ? { ...root, open } : root;
  }
}

/**
 * True when the blocks of a document can be read one by one. At the beginning a text without a colon may be all there
 * is, and what stands between quotes or brackets may go on at column 0.
 * @param added those that were not known to be so
 */
export function isReadable(blocks: readonly Block[], added = blocks): boolean {
  const first = blocks[0]?.reading.kind;
  return (
    first === undefined ||
    ((first === "entries" || first === "plain") &&
      added.every((block) => block.reading.kind !== "other") &&
      blocks.some((block) => block.reading.kind === "entries"))
  );
}

/**
 * The keys whose entries are not the same in both.
 * @param keys those that may be; all without it
 */
export function differingKeys(
  a: MapNode["entries"],
  b: MapNode["entries"],
  keys: readonly string[] = [...a.keys(), ...b.keys()],
): ReadonlySet<string> {
  return new Set(keys.filter((key) => a.get(key) !== b.get(key)));
}

function nameOf(pair: Pair): string | undefined {
  return entryOf(pair)?.key.text;
}

/** From the start of one location to the end of another, each of which moves with its own block. */
class Extent implements Location {
  constructor(
    readonly first: Location,
    readonly last: Location,
  ) {}

  get file(): FileId {
    return this.first.file;
  }

  get span(): Span {
    return { start: this.first.span.start, end: this.last.span.end };
  }
}
