import { type Block, lastBlock } from "./block";
import type { Pair } from "./build";
import type { NodeSizes } from "./draft";
import type { YamlNode } from "./node";

/** A block that was linked, and the pairs that it had before. */
export interface Link {
  readonly block: Block;
  readonly before: readonly Pair[];
}

/** The blocks of a YAML document that set an anchor and those that use it, which are linked again when it changes. */
export class AnchorTable {
  /** In the order of the file. */
  readonly #setters = new Map<string, Block[]>();
  readonly #users = new Map<string, Set<Block>>();
  readonly #stale = new Set<Block>();

  constructor(readonly sizes: NodeSizes) {}

  add(block: Block): void {
    this.#stale.add(block);
  }

  remove(block: Block): void {
    for (const name of block.used.keys()) this.#users.get(name)?.delete(block);
    for (const name of block.anchors.keys()) {
      const setters = this.#setters.get(name) ?? [];
      setters.splice(setters.indexOf(block), 1);
      this.#outdate(name);
    }
  }

  /**
   * Links the blocks that are new and those whose aliases may have got another meaning, in order.
   * @param first where the blocks begin that were added or that follow on removed ones
   */
  link(blocks: readonly Block[], first: number): readonly Link[] {
    const links: Link[] = [];
    for (let index = first; index < blocks.length && this.#stale.size > 0; index++) {
      const block = blocks[index]!;
      if (!this.#stale.delete(block)) continue;
      const { pairs: before, anchors, used } = block;
      block.link((name) => this.#find(name, block), this.sizes);
      links.push({ block, before });
      for (const name of used.keys()) this.#users.get(name)?.delete(block);
      for (const name of block.used.keys()) {
        const users = this.#users.get(name);
        if (users) users.add(block);
        else this.#users.set(name, new Set([block]));
      }
      for (const [name, node] of block.anchors) {
        this.#set(name, block);
        if (anchors.get(name) !== node) this.#outdate(name);
      }
    }
    // An alias that stands in front of what has changed means what it did.
    this.#stale.clear();
    return links;
  }

  #find(name: string, user: Block): YamlNode | undefined {
    const setters = this.#setters.get(name);
    if (!setters) return undefined;
    const index = lastBlock(setters, ({ base }) => base.offset < user.base.offset);
    return setters[index]?.anchors.get(name);
  }

  #set(name: string, block: Block): void {
    const setters = this.#setters.get(name);
    if (!setters) {
      this.#setters.set(name, [block]);
      return;
    }
    const index = lastBlock(setters, ({ base }) => base.offset <= block.base.offset);
    if (setters[index] !== block) setters.splice(index + 1, 0, block);
  }

  #outdate(name: string): void {
    for (const user of this.#users.get(name) ?? []) this.#stale.add(user);
  }
}
