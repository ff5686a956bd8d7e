import { LineIndex } from "../text/lineIndex";
import type { Base, FileId } from "../text/span";
import { type Pair, reasonOf } from "./build";
import { type NodeSizes, resolvePair, Scope } from "./draft";
import { type BlockReading, readBlock } from "./library";
import type { YamlNode, YamlProblem } from "./node";
import { kindOfPiece, type PieceKind } from "./split";

const noAnchors: ReadonlyMap<string, YamlNode> = new Map();

/** A piece of a file. Its text never changes: where the file does, other blocks take the place of the ones changed. */
export class Block {
  readonly base: Base;
  readonly kind: PieceKind;
  /** What is in it, once it is linked: in the order of the file. */
  pairs: readonly Pair[] = [];
  problems: readonly YamlProblem[] = [];
  /** Why it may have more pairs than these. */
  open: string | undefined;
  /** The anchors that it sets. */
  anchors = noAnchors;
  /** The anchors of others that it uses, undefined where there is none of that name. */
  #used: Scope["used"] | undefined;
  #reading: BlockReading | undefined;
  #lines: LineIndex | undefined;

  constructor(
    file: FileId,
    readonly text: string,
    offset: number,
  ) {
    this.base = { file, offset };
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
   * Puts the nodes in that its aliases stand for.
   * @param find the anchors in front of it
   * @returns false when nothing has changed since the last time
   */
  link(find: Scope["find"], sizes: NodeSizes): boolean {
    if (this.#used && [...this.#used].every(([name, node]) => find(name) === node)) return false;
    const { pairs, problems, open } = this.reading;
    const scope = new Scope(find, sizes);
    this.pairs = pairs.map((pair) => resolvePair(pair, scope));
    this.problems = [...problems, ...scope.problems];
    this.open = open ?? this.pairs.map(reasonOf).find((reason) => reason !== undefined);
    this.anchors = scope.own;
    this.#used = scope.used;
    return true;
  }
}

/** The last block that begins at or before an offset; -1 when there is none. */
export function indexAt(blocks: readonly Block[], offset: number): number {
  let low = -1;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (blocks[middle]!.base.offset <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
