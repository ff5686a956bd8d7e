import type { Location } from "../text/span";
import { Value } from "../text/value";
import type { Word } from "./command";
import type { PlacedWord, Use } from "./source";
import { mayHoldBlanks } from "./symbols";

/** Collects what a word expands to: the words that it is split into, or one text where nothing is split. */
export class Fields {
  readonly #words: PlacedWord[] = [];
  #uses: Use[] = [];
  #isOne = true;
  #hasWord = false;
  /** The element of an array that is all of the word so far. */
  #element: Word | undefined;

  /**
   * @param location of the word in the script
   * @param separators the letters at which unquoted values are split (`IFS`); undefined when they are not known
   */
  constructor(
    readonly location: Location,
    readonly separators: string | undefined,
    readonly isText: boolean,
  ) {}

  /** A text that is not split; even an empty one is a word. */
  add(value: Value, place?: Location): void {
    this.#uses.push({ value, place });
    this.#hasWord = true;
    this.#element = undefined;
  }

  /** From here on it is a word, though nothing may be added to it: `""`. */
  open(): void {
    this.#hasWord = true;
  }

  /** A text that may turn out as no word or as several. */
  addMany(value: Value, place?: Location): void {
    this.add(value, place);
    this.#isOne = this.isText;
  }

  /** The value of a variable that is not quoted: it is split, and what is empty is no word. */
  split(value: Value, place: Location): void {
    if (this.isText) {
      this.add(value, place);
      return;
    }
    let at = 0;
    for (const piece of value.pieces) {
      const length = piece.kind === "literal" ? piece.text.length : 1;
      const part = value.slice(at, at + length);
      if (piece.kind === "literal") this.#splitLiteral(part, place);
      else if (piece.kind === "unknown" || mayHoldBlanks(piece.name)) this.addMany(part, place);
      else this.add(part, place);
      at += length;
    }
  }

  /** The elements of an array, each a word. */
  addWords(words: readonly Word[], isQuoted: boolean, place: Location): void {
    words.forEach((word, index) => {
      if (index > 0 && this.isText) this.add(Value.literal(" ", place));
      else if (index > 0) this.#flush();
      if (!word.isOne) this.addMany(word.value);
      else if (isQuoted) this.add(word.value, word.location);
      else this.split(word.value, place);
      if (this.#uses.length === 1) this.#element = isQuoted || !word.isOne ? word : undefined;
    });
  }

  /** The words. */
  end(): readonly PlacedWord[] {
    this.#flush();
    return this.#words;
  }

  /** All of it as one text. */
  text(): PlacedWord {
    return this.#word();
  }

  #splitLiteral(value: Value, place: Location): void {
    const text = value.flat;
    const { separators } = this;
    if (separators === undefined) {
      this.addMany(value, place);
      return;
    }
    let from = 0;
    const take = (to: number) => {
      if (to === from) return;
      const part = from === 0 && to === text.length ? value : value.slice(from, to);
      // A pattern that matches no file stays as it is written, else it is the files' names.
      if (/[*?]|\[.*\]/.test(part.flat)) this.addMany(part, place);
      else this.add(part, place);
    };
    for (let at = 0; at < text.length; at++) {
      if (!separators.includes(text[at]!)) continue;
      take(at);
      // Blanks around another separator belong to it; those others make empty words, too.
      let hasOther = false;
      for (; at < text.length && separators.includes(text[at]!); at++) {
        const isBlank = /\s/.test(text[at]!);
        if (!isBlank && hasOther) break;
        hasOther ||= !isBlank;
      }
      this.#hasWord ||= hasOther;
      this.#flush();
      from = at--;
    }
    take(text.length);
  }

  #flush(): void {
    if (this.#hasWord) this.#words.push(this.#element ?? this.#word());
    this.#uses = [];
    this.#isOne = true;
    this.#hasWord = false;
    this.#element = undefined;
  }

  #word(): PlacedWord {
    const [first, ...others] = this.#uses;
    const isOwn = this.#uses.every(({ place }) => place === undefined);
    return {
      value: first && others.length === 0 ? first.value : Value.concat(this.#uses.map(({ value }) => value)),
      location: this.location,
      isOne: this.#isOne,
      ...(isOwn ? {} : { uses: this.#uses }),
    };
  }
}
