/** A place in a text: zero-based line, zero-based UTF-16 column. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

/** Translates between offsets and lines. Lines end with LF, CRLF or a lone CR, as in the language server protocol. */
export interface Lines {
  readonly lineCount: number;
  /** The position of an offset; offsets outside the text are clamped. */
  position(offset: number): LinePosition;
  /** The offset of a position; clamped to the line and to the text. */
  offset(position: LinePosition): number;
  /** The offset where the line that holds `offset` begins. */
  lineStart(offset: number): number;
  /** The offset where the line after the one that holds `offset` begins, or the end of the text. */
  nextLineStart(offset: number): number;
}

/** The lines of a text. */
export class LineIndex implements Lines {
  readonly #starts: number[] = [0];

  constructor(readonly text: string) {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) this.#starts.push(i + 1);
    }
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  position(offset: number): LinePosition {
    const clamped = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= clamped) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: clamped - this.#starts[low]! };
  }

  offset({ line, character }: LinePosition): number {
    if (line < 0) return 0;
    const start = this.#starts[line];
    if (start === undefined) return this.text.length;
    return Math.min(start + Math.max(0, character), this.#starts[line + 1] ?? this.text.length);
  }

  lineStart(offset: number): number {
    return this.#starts[this.position(offset).line]!;
  }

  nextLineStart(offset: number): number {
    return this.#starts[this.position(offset).line + 1] ?? this.text.length;
  }
}
