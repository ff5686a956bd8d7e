import type { FileId } from "../text/span";
import { Block, lastBlock } from "./block";
import { findDifference } from "./difference";
import { boundaryLength, splitPieces } from "./split";

/** What a change of a text makes of its blocks. */
export interface Recut {
  /** The first block that differs. */
  readonly at: number;
  /** How many old blocks there are replaced by the new ones, some of which may be the same as before. */
  readonly count: number;
  readonly blocks: readonly Block[];
  readonly removed: readonly Block[];
  readonly added: readonly Block[];
}

/** Cuts a text into blocks again where it has changed; all others are kept and moved. Changes `blocks` in place. */
export function recut(file: FileId, blocks: Block[], oldText: string, newText: string): Recut {
  const { from, oldEnd, newEnd } = findDifference(oldText, newText);
  const shift = newEnd - oldEnd;
  // Where a block begins is told by its first letters.
  const first = Math.max(
    0,
    lastBlock(blocks, ({ base }) => base.offset + boundaryLength <= from),
  );
  const last = lastBlock(blocks, ({ base }) => base.offset <= oldEnd) + 1;
  const start = blocks[first]?.base.offset ?? 0;
  const end = (blocks[last]?.base.offset ?? oldText.length) + shift;
  const before = blocks.slice(first, last);
  const after = cut(file, newText.slice(start, end), before);
  const line = blocks[first]?.line ?? 0;
  const lineShift = place(after, start, line) - (blocks[last]?.line ?? 0);
  for (let index = last; index < blocks.length; index++) {
    const block = blocks[index]!;
    block.base.offset += shift;
    block.line += lineShift;
  }
  replaceItems(blocks, first, before.length, after);
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  let sameAtEnd = 0;
  while (sameAtEnd < before.length - same && before.at(-1 - sameAtEnd) === after.at(-1 - sameAtEnd)) sameAtEnd++;
  return {
    at: first + same,
    count: before.length - same - sameAtEnd,
    blocks: after.slice(same, after.length - sameAtEnd),
    removed: without(before, after),
    added: without(after, before),
  };
}

/** Puts items in the place of `count` others; like `splice`, but for any number of items. */
export function replaceItems<T>(list: T[], at: number, count: number, items: readonly T[]): void {
  if (count === items.length) {
    for (const [index, item] of items.entries()) list[at + index] = item;
    return;
  }
  const behind = list.slice(at + count);
  list.length = at;
  for (const item of items) list.push(item);
  for (const item of behind) list.push(item);
}

/** @param old blocks that are used again where they hold the same text, in the same order */
function cut(file: FileId, text: string, old: readonly Block[]): Block[] {
  const known = new Map(old.map((block, index) => [block.text, index]));
  let next = 0;
  return splitPieces(text).map((piece) => {
    const index = known.get(piece) ?? -1;
    if (index < next) return new Block(file, old.length > 0 ? detach(piece) : piece);
    next = index + 1;
    return old[index]!;
  });
}

/** Puts blocks in a row; returns the line behind the last one. */
function place(blocks: readonly Block[], start: number, firstLine: number): number {
  let offset = start;
  let line = firstLine;
  for (const block of blocks) {
    block.base.offset = offset;
    block.line = line;
    offset += block.text.length;
    line += block.lines.lineCount - 1;
  }
  return line;
}

/** A copy that does not keep the whole text alive which the piece was cut from, as a slice does in V8. */
function detach(piece: string): string {
  return ` ${piece}`.slice(1);
}

function without(blocks: readonly Block[], others: readonly Block[]): readonly Block[] {
  const set = new Set(others);
  return blocks.filter((block) => !set.has(block));
}
