import type { Location } from "../text/span";
import { originWithin, type Piece, type UnknownPiece, Value } from "../text/value";
import type { ScriptText, Word } from "./command";

/** A place in a shell text: offsets of the text, `end` exclusive. */
export interface Place {
  readonly pos: number;
  readonly end: number;
}

/** A part of a word's value, and where it is used: undefined where that is where it comes from. */
export interface Use {
  readonly value: Value;
  readonly place: Location | undefined;
}

/** A word that also knows where the parts of its value are used. */
export interface PlacedWord extends Word {
  readonly uses?: readonly Use[];
}

/**
 * A shell text that makes values which know their place in the file. The text is a value itself, for the argument of
 * `sh -c` may hold symbols and unknown parts; each is one letter of the text that is read.
 */
export class Source {
  /** What is parsed. */
  readonly text: string;

  /**
   * @param places the text as it stands in the script: what words are said to stand at
   * @param whole where everything stands that has no place of its own
   */
  constructor(
    readonly value: Value,
    readonly places: Value,
    readonly whole: Location,
  ) {
    this.text = value.flat;
  }

  /** An item of a script. An input, `$[[ inputs.x ]]`, is replaced before the shell sees it: it is unknown. */
  static of({ text, origin }: ScriptText): Source {
    if (!text.includes("$[[")) return Source.ofValue(Value.literal(text, origin), origin);
    const pieces: Piece[] = [];
    let at = 0;
    const part = (to: number) => originWithin(origin, text.length, at, to);
    for (const match of text.matchAll(/\$\[\[.{0,1000}?\]\]/gs)) {
      pieces.push({ kind: "literal", text: text.slice(at, match.index), origin: part(match.index) });
      at = match.index;
      const end = at + match[0].length;
      pieces.push({ kind: "unknown", source: match[0], origin: part(end) });
      at = end;
    }
    pieces.push({ kind: "literal", text: text.slice(at), origin: part(text.length) });
    return Source.ofValue(new Value(pieces), origin);
  }

  /** A text whose parts stand where they come from. */
  static ofValue(value: Value, whole: Location): Source {
    return new Source(value, value, whole);
  }

  /** A word that is a script: the argument of `sh -c`. */
  static ofWord({ value, uses, location }: PlacedWord): Source {
    const places = uses && Value.concat(uses.map((use) => (use.place ? use.value.at(use.place) : use.value)));
    return new Source(value, places ?? value, location);
  }

  /** Where a part of the text stands in the file. */
  location({ pos, end }: Place): Location {
    const [piece] = this.places.pieces;
    if (this.places.pieces.length === 1 && piece!.kind === "literal")
      return originWithin(piece!.origin, piece!.text.length, pos, end);
    return this.places.slice(pos, end).location ?? this.whole;
  }

  /** The text as written. */
  slice({ pos, end }: Place): string {
    return this.value.slice(pos, end).display;
  }

  /** The value of a part of the text that stands for itself. `decoded` is what it means where quotes and backslashes are taken off. */
  literal(decoded: string, { pos, end }: Place): Value {
    const written = this.text.slice(pos, end);
    if (written === decoded) return this.value.slice(pos, end);
    const runs = alignEscapes(written, decoded)?.map(([from, to, isEscape]) => {
      const run = this.value.slice(pos + (isEscape ? to - 1 : from), pos + to);
      if (!isEscape || run.literal === undefined) return run;
      return Value.literal(run.literal, this.location({ pos: pos + from, end: pos + to }));
    });
    if (runs) return Value.concat(runs);
    const value = this.value.slice(pos, end);
    return value.literal === undefined
      ? this.unknown({ pos, end })
      : Value.literal(decoded, this.location({ pos, end }));
  }

  /** @param known what is known of it nevertheless */
  unknown(place: Place, known?: Pick<UnknownPiece, "variable" | "identity" | "commands">): Value {
    return new Value([{ kind: "unknown", source: this.slice(place), origin: this.location(place), ...known }]);
  }
}

/**
 * The parts that a text is made of when the backslashes in it are taken off: rows of letters that stand for themselves, and
 * escaped letters. Undefined where something else was decoded.
 */
function alignEscapes(written: string, decoded: string): [from: number, to: number, isEscape: boolean][] | undefined {
  const runs: [number, number, boolean][] = [];
  let from = 0;
  let at = 0;
  let next = 0;
  while (at < written.length) {
    const letter = written[at + 1];
    const isEscape = written[at] === "\\" && (letter === "\n" || (letter !== undefined && letter === decoded[next]));
    if (!isEscape) {
      if (written[at++] !== decoded[next++]) return undefined;
      continue;
    }
    if (at > from) runs.push([from, at, false]);
    // A backslash at a line's end takes that away.
    if (letter !== "\n") {
      runs.push([at, at + 2, true]);
      next++;
    }
    at += 2;
    from = at;
  }
  if (at > from) runs.push([from, at, false]);
  return next === decoded.length ? runs : undefined;
}
