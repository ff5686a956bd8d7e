import type { LinePosition, Lines } from "../text/lineIndex";
import { type Block, indexAt } from "./block";

/** The lines of a text in blocks: each block knows its own. */
export class BlockLines implements Lines {
  #firsts: readonly number[] | undefined;

  /** @param blocks at least one; the text is as they are now */
  constructor(readonly blocks: readonly Block[]) {}

  get lineCount(): number {
    return this.#firstLines.at(-1)! + this.blocks.at(-1)!.lines.lineCount;
  }

  position(offset: number): LinePosition {
    const index = this.#indexAt(offset);
    const { base, lines } = this.blocks[index]!;
    const { line, character } = lines.position(offset - base.offset);
    return { line: this.#firstLines[index]! + line, character };
  }

  offset({ line, character }: LinePosition): number {
    if (line < 0) return 0;
    const firsts = this.#firstLines;
    let index = 0;
    for (let high = firsts.length - 1; index < high; ) {
      const middle = (index + high + 1) >> 1;
      if (firsts[middle]! <= line) index = middle;
      else high = middle - 1;
    }
    const { base, lines } = this.blocks[index]!;
    return base.offset + lines.offset({ line: line - firsts[index]!, character });
  }

  lineStart(offset: number): number {
    const { base, lines } = this.blocks[this.#indexAt(offset)]!;
    return base.offset + lines.lineStart(offset - base.offset);
  }

  nextLineStart(offset: number): number {
    const { base, lines } = this.blocks[this.#indexAt(offset)]!;
    return base.offset + lines.nextLineStart(offset - base.offset);
  }

  #indexAt(offset: number): number {
    return Math.max(indexAt(this.blocks, offset), 0);
  }

  /** The number of the first line of each block. */
  get #firstLines(): readonly number[] {
    if (!this.#firsts) {
      let first = 0;
      this.#firsts = this.blocks.map(({ lines }) => {
        const own = first;
        first += lines.lineCount - 1;
        return own;
      });
    }
    return this.#firsts;
  }
}
