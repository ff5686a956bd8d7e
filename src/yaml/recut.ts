import type { FileId } from "../text/span";
import { Block, indexAt } from "./block";
import { findDifference } from "./difference";
import { boundaryLength, splitPieces } from "./split";

/** What a change of a text makes of its blocks. */
export interface Recut {
  readonly blocks: readonly Block[];
  /** The first block that differs: `oldCount` old ones there are now `newCount` others, some of which may be the same. */
  readonly at: number;
  readonly oldCount: number;
  readonly newCount: number;
  readonly removed: readonly Block[];
  readonly added: readonly Block[];
}

/** Cuts a text into blocks again where it has changed; all others are kept and moved. */
export function recut(file: FileId, blocks: readonly Block[], oldText: string, newText: string): Recut {
  const { from, oldEnd, newEnd } = findDifference(oldText, newText);
  const shift = newEnd - oldEnd;
  let first = Math.max(indexAt(blocks, from), 0);
  // Where a block begins is told by its first letters.
  while (first > 0 && from < blocks[first]!.base.offset + boundaryLength) first--;
  const last = indexAt(blocks, oldEnd) + 1;
  const start = blocks[first]?.base.offset ?? 0;
  const end = (blocks[last]?.base.offset ?? oldText.length) + shift;
  const kept = blocks.slice(last);
  if (shift !== 0) for (const { base } of kept) base.offset += shift;
  const before = blocks.slice(first, last);
  const after = cut(file, newText.slice(start, end), start, before);
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  let sameAtEnd = 0;
  while (sameAtEnd < before.length - same && before.at(-1 - sameAtEnd) === after.at(-1 - sameAtEnd)) sameAtEnd++;
  return {
    blocks: blocks.slice(0, first).concat(after, kept),
    at: first + same,
    oldCount: before.length - same - sameAtEnd,
    newCount: after.length - same - sameAtEnd,
    removed: without(before, after),
    added: without(after, before),
  };
}

/** @param old blocks that are used again where they hold the same text, in the same order */
function cut(file: FileId, text: string, start: number, old: readonly Block[]): Block[] {
  const known = new Map(old.map((block, index) => [block.text, index]));
  let next = 0;
  let offset = start;
  return splitPieces(text).map((piece) => {
    const index = known.get(piece) ?? -1;
    const isKnown = index >= next;
    if (isKnown) next = index + 1;
    const block = isKnown ? old[index]! : new Block(file, old.length > 0 ? detach(piece) : piece, offset);
    block.base.offset = offset;
    offset += piece.length;
    return block;
  });
}

/** A copy that does not keep the whole text alive which the piece was cut from, as a slice does in V8. */
function detach(piece: string): string {
  return ` ${piece}`.slice(1);
}

function without(blocks: readonly Block[], others: readonly Block[]): readonly Block[] {
  const set = new Set(others);
  return blocks.filter((block) => !set.has(block));
}
