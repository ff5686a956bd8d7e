import { type FileId, type Location, placeBetween, placeWithin, type Span } from "./span";
import type { UnitMap } from "./unitMap";

/** Where a decoded text stands in a file: letter by letter where the span is as long as the text, else as a whole. */
export interface Origin extends Location {
  /** Set when the parts of the text have places that are known but are not those. Never set for an empty text. */
  readonly units?: UnitMap | undefined;
}

class MappedOrigin implements Origin {
  constructor(
    readonly place: Location,
    readonly units: UnitMap,
  ) {}

  get file(): FileId {
    return this.place.file;
  }

  get span(): Span {
    return this.place.span;
  }

  within(from: number, to: number): Location {
    return placeWithin(this.place, from, to);
  }
}

/** The origin of a text whose units stand in a place as a map says. */
export function mappedOrigin(place: Location, units: UnitMap): Origin {
  return new MappedOrigin(place, units);
}

/** The place of the units `from` to `to` of a text of `length` units; the whole place where no finer one is known. */
export function locationWithin(origin: Origin, length: number, from: number, to: number): Location {
  const { units } = origin;
  if (units) {
    const start = from < length ? units.start(from) : units.end(length - 1);
    return placeWithin(origin, start, to > from ? units.end(to - 1) : start);
  }
  const { start, end } = origin.span;
  return end - start === length ? placeWithin(origin, from, to) : origin;
}

/** The origin of a part of a text of `length` units. */
export function originWithin(origin: Origin, length: number, from: number, to: number): Origin {
  const location = locationWithin(origin, length, from, to);
  const units = origin.units?.slice(from, to);
  return units ? mappedOrigin(location, units) : location;
}

/** Text that is known. */
export interface Literal {
  readonly kind: "literal";
  readonly text: string;
  readonly origin: Origin;
}

/** A variable whose value is not known here but is one and the same wherever its name and scope are. */
export interface SymbolPiece {
  readonly kind: "symbol";
  /** The variable's name. */
  readonly name: string;
  /** What the value belongs to when it is not the whole pipeline: a job's name. */
  readonly scope?: string;
  readonly origin: Origin;
}

/** Text that cannot be known: a command's output, a variable set outside of the pipeline's files. */
export interface UnknownPiece {
  readonly kind: "unknown";
  /** How it is written: `$(git describe)`, `$RELEASE`. */
  readonly source: string;
  /** The variable's name, when it is nothing but a variable. */
  readonly variable?: string;
  /** Set when the text is worked out from known texts and symbols only: it is the same wherever this is. */
  readonly identity?: string;
  /** What prints it, in order, when it is the output of commands: `$(cat digest.txt)`. */
  readonly commands?: readonly PrintingCommand[];
  readonly origin: Origin;
}

/** What a text needs to know of a command that prints a part of it; `src/shell` makes these. */
export interface PrintingCommand {
  readonly words: readonly { readonly value: Value }[];
  /** The working directory relative to where the script began; undefined when not known. */
  readonly directory: string | undefined;
}

export type Piece = Literal | SymbolPiece | UnknownPiece;

/** The character that stands for a symbol in `Value.flat`, and the one for an unknown piece. Both are private use. */
export const symbolMark = "\uE000";
export const unknownMark = "\uE001";

/** The list without the room that an array keeps for more when it has grown: 5,000 jobs have hundreds of thousands of lists. */
export function fitted<T>(list: readonly T[]): T[] {
  return list.slice();
}

/** A text of which parts may be symbols or unknown, each part with the place it came from. Immutable. */
export class Value {
  /** The text with one mark for each symbol and for each unknown piece: what patterns are matched against. */
  readonly flat: string;

  constructor(readonly pieces: readonly Piece[]) {
    let flat = "";
    for (const piece of pieces)
      flat += piece.kind === "literal" ? piece.text : piece.kind === "symbol" ? symbolMark : unknownMark;
    this.flat = flat;
  }

  static literal(text: string, origin: Origin): Value {
    return new Value([{ kind: "literal", text, origin }]);
  }

  static concat(values: readonly Value[]): Value {
    return values.length === 1 ? values[0]! : new Value(fitted(values.flatMap((value) => value.pieces)));
  }

  /** True when no part is unknown; symbols may be in it. */
  get isKnown(): boolean {
    return this.pieces.every((piece) => piece.kind !== "unknown");
  }

  /** The text when all of it is literal. */
  get literal(): string | undefined {
    return this.pieces.every((piece) => piece.kind === "literal") ? this.flat : undefined;
  }

  /** The text as a person would write it, symbols and unknown parts as variables. For messages. */
  get display(): string {
    return this.pieces
      .map((piece, index) => {
        if (piece.kind !== "symbol") return piece.kind === "literal" ? piece.text : piece.source;
        const next = this.pieces[index + 1];
        const isJoined = next?.kind === "literal" && /^\w/.test(next.text) && /^\w+$/.test(piece.name);
        return isJoined ? `\${${piece.name}}` : `$${piece.name}`;
      })
      .join("");
  }

  /** Equal keys mean equal values; undefined when a part is unknown, for that equals nothing. */
  get key(): string | undefined {
    let key = "";
    for (const piece of this.pieces) {
      if (piece.kind === "unknown") return undefined;
      key += piece.kind === "literal" ? piece.text : `\${${piece.name}${piece.scope ? `@${piece.scope}` : ""}}`;
    }
    return key;
  }

  /** Equal identities mean equal values, as equal keys do; texts worked out from symbols have one too: `${CI_COMMIT_TAG:-x}`. */
  get identity(): string | undefined {
    let identity = "";
    for (const piece of this.pieces) {
      if (piece.kind === "unknown" && piece.identity === undefined) return undefined;
      identity +=
        piece.kind === "literal"
          ? piece.text
          : `\${${piece.kind === "symbol" ? `${piece.name}${piece.scope ? `@${piece.scope}` : ""}` : piece.identity}}`;
    }
    return identity;
  }

  /** The part between two indices of `flat`. */
  slice(from: number, to: number = this.flat.length): Value {
    if (from <= 0 && to >= this.flat.length) return this;
    const [first] = this.pieces;
    // Nearly all values that are cut are one text.
    if (this.pieces.length === 1 && first!.kind === "literal") {
      const { text, origin } = first!;
      const [start, end] = [Math.max(from, 0), Math.min(to, text.length)];
      return start < end
        ? Value.literal(text.slice(start, end), originWithin(origin, text.length, start, end))
        : new Value([]);
    }
    const pieces: Piece[] = [];
    let at = 0;
    for (const piece of this.pieces) {
      const length = piece.kind === "literal" ? piece.text.length : 1;
      const start = Math.max(from - at, 0);
      const end = Math.min(to - at, length);
      if (piece.kind === "literal") {
        if (start < end) {
          const origin = originWithin(piece.origin, length, start, end);
          pieces.push({ kind: "literal", text: piece.text.slice(start, end), origin });
        }
      } else if (start < end) pieces.push(piece);
      at += length;
    }
    return new Value(fitted(pieces));
  }

  /** The parts between the separators, which must be literal. */
  split(separator: string): Value[] {
    const parts: Value[] = [];
    let from = 0;
    for (let at = this.flat.indexOf(separator); at >= 0; at = this.flat.indexOf(separator, from)) {
      parts.push(this.slice(from, at));
      from = at + separator.length;
    }
    parts.push(this.slice(from));
    return parts;
  }

  /** The same text, every part of it said to come from `origin`: used where the finer place is of no help. */
  at(origin: Origin): Value {
    return new Value(this.pieces.map((piece) => ({ ...piece, origin })));
  }

  /** Where the whole text stands, when its parts stand in a row; quotes may be between them. */
  get location(): Location | undefined {
    const [first, ...others] = this.pieces;
    if (!first) return undefined;
    let last = first.origin;
    for (const { origin } of others) {
      const gap = origin.span.start - last.span.end;
      if (origin.file !== last.file || gap < 0 || gap > 2) return undefined;
      last = origin;
    }
    return placeBetween(first.origin, last);
  }

  /** Where the text can be replaced as a whole: it is literal, in one piece, and stands in the file letter by letter. */
  get editable(): Location | undefined {
    const piece = this.pieces[0];
    if (this.pieces.length !== 1 || piece?.kind !== "literal") return undefined;
    const { span, units } = piece.origin;
    return !units && span.end - span.start === piece.text.length ? piece.origin : undefined;
  }
}
