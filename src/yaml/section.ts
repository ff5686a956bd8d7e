import type { FileId, Location, Span } from "../text/span";
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
  /** The blocks that set an anchor, in order. */
  #anchors = new Map<string, Block[]>();
  /** The blocks with problems and those that leave the mapping open. */
  readonly #flawed = new Set<Block>();

  /** @param blocks may be read one by one: {@link isReadable} */
  constructor(
    readonly blocks: Block[],
    readonly sizes: NodeSizes,
  ) {
    this.#linkAll();
    this.#collect();
    this.#publish();
  }

  /**
   * Takes over blocks that have changed.
   * @param start where in the file's blocks its own ones begin
   * @returns the keys whose entries have changed, appeared or gone; undefined when it cannot be read block by block any more
   */
  update({ at, count, blocks, removed, added }: Recut, start: number): ReadonlySet<string> | undefined {
    replaceItems(this.blocks, at - start, count, blocks);
    if (!isReadable(this.blocks, added)) return undefined;
    for (const block of removed) this.#flawed.delete(block);
    const hasAnchors = [...removed, ...added].some((block) => block.reading.hasAnchors);
    const linked = hasAnchors ? this.#linkAll() : added.flatMap((block) => this.#link(block));
    const before = [...removed.flatMap(({ pairs }) => pairs), ...linked.flatMap((link) => link.before)];
    const changed = this.#replace(
      before,
      linked.flatMap(({ block }) => block.pairs),
    );
    this.#publish();
    return changed;
  }

  /** Links all blocks in order. */
  #linkAll(): readonly Link[] {
    this.#anchors = new Map();
    return this.blocks.flatMap((block) => {
      const links = this.#link(block);
      for (const name of block.anchors.keys()) {
        const setters = this.#anchors.get(name);
        if (setters) setters.push(block);
        else this.#anchors.set(name, [block]);
      }
      return links;
    });
  }

  /** Links a block; nothing when that changes nothing. */
  #link(block: Block): readonly Link[] {
    const before = block.pairs;
    const isInFront = (other: Block) => other.base.offset < block.base.offset;
    const find = (name: string) => this.#anchors.get(name)?.findLast(isInFront)?.anchors.get(name);
    const isChanged = block.link(find, this.sizes);
    if (block.problems.length > 0 || block.open !== undefined) this.#flawed.add(block);
    else this.#flawed.delete(block);
    return isChanged ? [{ block, before }] : [];
  }

  /** Puts pairs in the place of others. */
  #replace(before: readonly Pair[], after: readonly Pair[]): ReadonlySet<string> {
    const names = before.map(nameOf);
    const isInPlace =
      this.#isPlain &&
      before.length === after.length &&
      after.every((pair, index) => nameOf(pair) !== undefined && nameOf(pair) === names[index]);
    if (isInPlace) {
      for (const pair of after) addPair(this.#entries, pair);
      return new Set((names as readonly string[]).filter((_, index) => before[index] !== after[index]));
    }
    const old = this.#entries;
    this.#collect();
    return differingKeys(old, this.#entries);
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

/** A block whose pairs have changed, and what they were. */
interface Link {
  readonly block: Block;
  readonly before: readonly Pair[];
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

/** The keys whose entries are not the same in both. */
export function differingKeys(a: MapNode["entries"], b: MapNode["entries"]): ReadonlySet<string> {
  return new Set([...a.keys(), ...b.keys()].filter((key) => a.get(key) !== b.get(key)));
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
