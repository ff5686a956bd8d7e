import type { LinePosition, Lines } from "../text/lineIndex";
import { type Block, lastBlock } from "./block";

/** The lines of a text in blocks: each block knows its own. */
export class BlockLines implements Lines {
  /** @param blocks at least one */
  constructor(readonly blocks: readonly Block[]) {}

  get lineCount(): number {
    const { line, lines } = this.blocks.at(-1)!;
    return line + lines.lineCount;
  }

  position(offset: number): LinePosition {
    const { base, line, lines } = this.#at(offset);
    const inner = lines.position(offset - base.offset);
    return { line: line + inner.line, character: inner.character };
  }

  offset({ line, character }: LinePosition): number {
    if (line < 0) return 0;
    const block = this.blocks[lastBlock(this.blocks, (other) => other.line <= line)]!;
    return block.base.offset + block.lines.offset({ line: line - block.line, character });
  }

  lineStart(offset: number): number {
    const { base, lines } = this.#at(offset);
    return base.offset + lines.lineStart(offset - base.offset);
  }

  nextLineStart(offset: number): number {
    const { base, lines } = this.#at(offset);
    return base.offset + lines.nextLineStart(offset - base.offset);
  }

  /** The block that holds an offset, or the one next to it. */
  #at(offset: number): Block {
    return this.blocks[
      Math.max(
        0,
        lastBlock(this.blocks, ({ base }) => base.offset <= offset),
      )
    ]!;
  }
}
