import { type FileId, type Location, Place, placeWithin, type Span } from "../text/span";
import { type UnitMap, UnitMapBuilder } from "../text/unitMap";
import { mappedOrigin, type Origin, originWithin } from "../text/value";

/** How a scalar is written. */
export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

/**
 * Where the decoded text of a scalar stands.
 * @param place the scalar, from its first character (quote, block indicator) to its last
 * @param source the text that the place is in, from its base on
 * @param text the decoded text, as the YAML library gives it: this decoder only finds places, so where the two
 *   disagree the scalar keeps its place as a whole
 */
export function mapScalar(place: Place, source: string, style: ScalarStyle, text: string): Origin {
  const isQuoted = style === "single" || style === "double";
  const inner = isQuoted ? new Place(place.base, place.start + 1, place.end - 1) : place;
  const isBlock = style === "literal" || style === "folded";
  if (!isBlock && inner.end - inner.start === text.length && source.startsWith(text, inner.start)) return inner;
  return text === "" ? place : new ScalarOrigin(place, source, style, text);
}

/** Most scalars are never asked for places within them: the text is decoded when the first one is. */
class ScalarOrigin implements Origin {
  #known: Origin | undefined;

  constructor(
    readonly place: Place,
    readonly source: string,
    readonly style: ScalarStyle,
    readonly text: string,
  ) {}

  get file(): FileId {
    return this.place.file;
  }

  get span(): Span {
    return this.#origin.span;
  }

  get units(): UnitMap | undefined {
    return this.#origin.units;
  }

  within(from: number, to: number): Location {
    return placeWithin(this.#origin, from, to);
  }

  get #origin(): Origin {
    this.#known ??= this.#decode();
    return this.#known;
  }

  #decode(): Origin {
    const { place, source, style, text } = this;
    const decoder = new Decoder(source, place.start);
    if (style === "literal" || style === "folded") decodeBlock(decoder, source, place, style, text);
    else decodeFlow(decoder, source, place, style);
    if (!decoder.text.startsWith(text)) return place;
    return originWithin(mappedOrigin(place, decoder.units.build()), text.length, 0, text.length);
  }
}

/** A text in the making, with the places of its units counted from the start of its scalar. */
class Decoder {
  text = "";
  readonly units = new UnitMapBuilder();

  constructor(
    readonly source: string,
    readonly start: number,
  ) {}

  /** What stands between two offsets of the source stands for itself. */
  copy(from: number, to: number): void {
    this.text += this.source.slice(from, to);
    this.units.addLetters(to - from, from - this.start);
  }

  /** What stands between two offsets of the source stands for `text`. */
  write(text: string, from: number, to: number): void {
    this.text += text;
    this.units.addTogether(text.length, from - this.start, to - from);
  }
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};

/** Plain and quoted scalars: line breaks fold, escapes count in double quotes (YAML 1.2.2, 7.3). */
function decodeFlow(decoder: Decoder, source: string, scalar: Place, style: ScalarStyle): void {
  const end = style === "plain" ? scalar.end : scalar.end - 1;
  const special = style === "double" ? /[\n\r\\]/g : style === "single" ? /[\n\r']/g : /[\n\r]/g;
  let at = style === "plain" ? scalar.start : scalar.start + 1;
  while (at < end) {
    special.lastIndex = at;
    const next = Math.min(special.exec(source)?.index ?? end, end);
    const character = next < end ? source[next]! : "";
    let kept = next;
    // YAML drops blanks in front of a line break, but not escaped ones.
    if (/[\n\r]/.test(character)) while (kept > at && isBlank(source[kept - 1]!)) kept--;
    decoder.copy(at, kept);
    at = next;
    if (character === "") return;
    if (character === "'") {
      decoder.write("'", at, at + 2);
      at += 2;
    } else if (character === "\\") {
      at = decodeEscape(decoder, source, at, end);
    } else {
      const breaks: number[] = [];
      for (; at < end && /[\n\r \t]/.test(source[at]!); at++) if (source[at] === "\n") breaks.push(at);
      if (breaks.length === 1) decoder.write(" ", breaks[0]!, breaks[0]! + 1);
      else for (const offset of breaks.slice(1)) decoder.copy(offset, offset + 1);
    }
  }
}

/** Decodes the escape at an offset; returns the offset behind it. */
function decodeEscape(decoder: Decoder, source: string, at: number, end: number): number {
  const letter = source[at + 1] ?? "";
  if (letter === "\n" || letter === "\r") {
    let next = at + (letter === "\r" && source[at + 2] === "\n" ? 3 : 2);
    while (next < end && isBlank(source[next]!)) next++;
    return next;
  }
  const length = { x: 2, u: 4, U: 8 }[letter] ?? 0;
  const next = at + 2 + length;
  const digits = source.slice(at + 2, next);
  // A sign is no digit to the library.
  const code = /^[\da-f]+$/i.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  const decoded = length === 0 ? (escapes[letter] ?? letter) : code <= 0x10ffff ? String.fromCodePoint(code) : "";
  decoder.write(decoded, at, next);
  return next;
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t";
}

interface Line {
  readonly start: number;
  /** In front of its line break. */
  readonly end: number;
  /** The offset of its line feed, or of its last letter at the end of the text. */
  readonly feed: number;
}

/** Block scalars: indentation goes, folded ones join lines that are not more indented (YAML 1.2.2, 8.1). */
function decodeBlock(decoder: Decoder, source: string, scalar: Place, style: ScalarStyle, text: string): void {
  const lines = readLines(source, scalar);
  const depth = (line: Line) => {
    let at = line.start;
    while (at < line.end && source[at] === " ") at++;
    return at - line.start;
  };
  const first = lines.find((line) => depth(line) < line.end - line.start);
  // With an indentation indicator blanks may belong to the text: as many as it has there.
  const letter = Math.max(text.search(/[^ \n]/), 0);
  const indent = first ? depth(first) - (letter - text.lastIndexOf("\n", letter) - 1) : 0;
  const addBreak = (offset: number) => {
    if (source[offset] === "\n") decoder.copy(offset, offset + 1);
    else decoder.write("\n", offset, offset + 1);
  };
  let previous: "text" | "more" | undefined;
  let pending: number[] = [];
  for (const line of lines) {
    const from = Math.min(line.start + indent, line.end);
    if (from === line.end) {
      pending.push(line.feed);
      continue;
    }
    const kind = style === "folded" && !isBlank(source[from]!) ? "text" : "more";
    if (previous === "text" && kind === "text") {
      if (pending.length === 1) decoder.write(" ", pending[0]!, pending[0]! + 1);
      else for (const offset of pending.slice(1)) addBreak(offset);
    } else for (const offset of pending) addBreak(offset);
    decoder.copy(from, line.end);
    pending = [line.feed];
    previous = kind;
  }
  for (const offset of pending) addBreak(offset);
}

/** The lines of a block scalar behind its header. */
function readLines(source: string, { start, end }: Place): readonly Line[] {
  const lines: Line[] = [];
  const headerEnd = source.indexOf("\n", start);
  for (let at = headerEnd + 1; headerEnd >= 0 && at < end; ) {
    const found = source.indexOf("\n", at);
    const stop = found < 0 || found >= end ? end : found;
    const lineEnd = source[stop - 1] === "\r" && stop > at ? stop - 1 : stop;
    lines.push({ start: at, end: lineEnd, feed: stop < end ? stop : Math.max(end - 1, at) });
    at = stop + 1;
  }
  return lines;
}
