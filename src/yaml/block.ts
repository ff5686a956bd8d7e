import { LineIndex } from "../text/lineIndex";
import type { Base, FileId } from "../text/span";
import { type Pair, reasonOf } from "./build";
import { type NodeSizes, resolvePair, Scope } from "./draft";
import { type BlockReading, readBlock } from "./library";
import type { YamlNode, YamlProblem } from "./node";
import { kindOfPiece, type PieceKind } from "./split";

const none: ReadonlyMap<string, YamlNode> = new Map();

/** A piece of a file. Its text never changes: where the file does, other blocks take the place of the ones changed. */
export class Block {
  readonly base: Base;
  readonly kind: PieceKind;
  /** The number of its first line in the file. */
  line = 0;
  /** What is in it, once it is linked: in the order of the file. */
  pairs: readonly Pair[] = [];
  problems: readonly YamlProblem[] = [];
  /** Why it may have more pairs than these. */
  open: string | undefined;
  /** The anchors that it sets. */
  anchors: ReadonlyMap<string, YamlNode> = none;
  /** The anchors of others that it uses, undefined where there is none of that name. */
  used: ReadonlyMap<string, YamlNode | undefined> = none;
  #isLinked = false;
  #reading: BlockReading | undefined;
  #lines: LineIndex | undefined;

  constructor(
    file: FileId,
    readonly text: string,
  ) {
    this.base = { file, offset: 0 };
    this.kind = kindOfPiece(text);
  }

  get reading(): BlockReading {
    this.#reading ??= readBlock(this.base, this.text);
    return this.#reading;
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }

  /**
   * Puts the nodes in that its aliases stand for; its pairs stay the same objects when these do.
   * @param find the anchors in front of it
   */
  link(find: Scope["find"], sizes: NodeSizes): void {
    if (this.#isLinked && isSame(this.used, find)) return;
    this.#isLinked = true;
    const { pairs, problems, open, hasAliases, hasAnchors } = this.reading;
    if (hasAliases || hasAnchors) {
      const scope = new Scope(find, sizes);
      this.pairs = pairs.map((pair) => resolvePair(pair, scope));
      this.problems = [...problems, ...scope.problems];
      this.anchors = scope.own;
      this.used = scope.used;
    } else {
      // Without aliases and anchors there are no drafts.
      this.pairs = pairs as readonly Pair[];
      this.problems = problems;
    }
    this.open = open ?? this.pairs.map(reasonOf).find((reason) => reason !== undefined);
  }
}

function isSame(used: ReadonlyMap<string, YamlNode | undefined>, find: Scope["find"]): boolean {
  for (const [name, node] of used) if (find(name) !== node) return false;
  return true;
}

/** The index of the last block for which something holds that holds for all blocks before it too; -1 when there is none. */
export function lastBlock(blocks: readonly Block[], holds: (block: Block) => boolean): number {
  let low = -1;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holds(blocks[middle]!)) low = middle;
    else high = middle - 1;
  }
  return low;
}
