/** A word of an instruction's text. */
export interface InstructionWord {
  /** As written, with its quotes. */
  readonly text: string;
  /** Indices of the instruction's text. */
  readonly from: number;
  readonly to: number;
}

/** The words of a text; a blank in quotes or behind a backslash is a part of a word. */
export function splitWords(text: string): readonly InstructionWord[] {
  return [...text.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*'|["'\\])+/g)].map(({ 0: word, index }) => ({
    text: word,
    from: index,
    to: index + word.length,
  }));
}

/** The text without the quotes around it. */
export function unquote(text: string): string {
  return /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
}
