import type { FileId, Span } from "../text/span";
import { type Origin, spanWithin } from "../text/value";

/** How a scalar is written. */
export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

/**
 * Where the decoded text of a scalar stands in its file.
 * @param source the file's text
 * @param span the scalar, from its first character (quote, block indicator) to its last
 * @param text the decoded text, as the YAML library gives it: this decoder only finds places, so where the two
 *   disagree the scalar keeps its place as a whole
 */
export function mapScalar(file: FileId, source: string, span: Span, style: ScalarStyle, text: string): Origin {
  const inner = style === "single" || style === "double" ? { start: span.start + 1, end: span.end - 1 } : span;
  const isBlock = style === "literal" || style === "folded";
  if (!isBlock && inner.end - inner.start === text.length && source.startsWith(text, inner.start)) {
    return { file, span: inner };
  }
  const decoded = isBlock ? decodeBlock(source, span, style) : decodeFlow(source, inner, style);
  if (decoded.text.slice(0, text.length) !== text) return { file, span };
  const { length } = text;
  const offsets = Int32Array.from([...decoded.offsets.slice(0, length), decoded.offsets[length] ?? decoded.end]);
  const origin = { file, span, offsets, ends: decoded.ends };
  return { ...origin, span: spanWithin(origin, length, 0, length) };
}

interface Decoded {
  readonly text: string;
  readonly offsets: readonly number[];
  /** The offsets behind the units that are escapes. */
  readonly ends: ReadonlyMap<number, number>;
  readonly end: number;
}

class Decoder {
  text = "";
  readonly offsets: number[] = [];
  readonly ends = new Map<number, number>();

  add(character: string, offset: number, end = offset + 1): void {
    for (let i = 0; i < character.length; i++) {
      if (end !== offset + 1) this.ends.set(this.text.length + i, end);
      this.offsets.push(offset);
    }
    this.text += character;
  }

  /** Takes back blanks at the end, down to the unit `from`: YAML drops them before a line break. */
  trimEnd(from: number): void {
    const kept = Math.max(from, this.text.replace(/[ \t]+$/, "").length);
    this.text = this.text.slice(0, kept);
    this.offsets.length = kept;
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
function decodeFlow(source: string, { start, end }: Span, style: ScalarStyle): Decoded {
  const decoder = new Decoder();
  let at = start;
  let escapedBlank = 0;
  while (at < end) {
    const character = source[at]!;
    if (character === "\n" || character === "\r") {
      decoder.trimEnd(escapedBlank);
      const breaks: number[] = [];
      for (; at < end && /[\n\r \t]/.test(source[at]!); at++) if (source[at] === "\n") breaks.push(at);
      if (breaks.length === 1) decoder.add(" ", breaks[0]!);
      else for (const offset of breaks.slice(1)) decoder.add("\n", offset);
    } else if (style === "single" && character === "'") {
      decoder.add("'", at, at + 2);
      at += 2;
    } else if (style === "double" && character === "\\") {
      const next = source[at + 1] ?? "";
      const digits = { x: 2, u: 4, U: 8 }[next];
      if (next === "\n" || next === "\r") {
        at += next === "\r" && source[at + 2] === "\n" ? 3 : 2;
        while (at < end && /[ \t]/.test(source[at]!)) at++;
      } else if (digits) {
        const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
        decoder.add(Number.isNaN(code) || code > 0x10ffff ? "" : String.fromCodePoint(code), at, at + 2 + digits);
        at += 2 + digits;
      } else {
        decoder.add(escapes[next] ?? next, at, at + 2);
        at += 2;
      }
      escapedBlank = decoder.text.length;
    } else {
      decoder.add(character, at);
      at++;
    }
  }
  return { ...decoder, end };
}

/** Block scalars: indentation goes, folded ones join lines that are not more indented (YAML 1.2.2, 8.1). */
function decodeBlock(source: string, { start, end }: Span, style: ScalarStyle): Decoded {
  const headerEnd = source.indexOf("\n", start);
  const decoder = new Decoder();
  if (headerEnd < 0 || headerEnd >= end) return { ...decoder, end };
  const lines: { start: number; end: number; next: number }[] = [];
  for (let at = headerEnd + 1; at < end; ) {
    const feed = source.indexOf("\n", at);
    const next = feed < 0 || feed >= end ? end : feed + 1;
    const stop = feed < 0 || feed >= end ? end : feed;
    lines.push({ start: at, end: source[stop - 1] === "\r" && stop > at ? stop - 1 : stop, next });
    at = next;
  }
  const indentOf = (line: { start: number; end: number }) => {
    let at = line.start;
    while (at < line.end && source[at] === " ") at++;
    return at - line.start;
  };
  const isBlank = (line: { start: number; end: number }) => indentOf(line) === line.end - line.start;
  const explicit = /^[|>][+-]?([1-9])/.exec(source.slice(start, headerEnd))?.[1];
  const first = lines.find((line) => !isBlank(line));
  // With an indentation indicator the parent's indentation would be needed: the caller then falls back to the whole.
  const indent = explicit ? Number(explicit) : first ? indentOf(first) : 0;
  let previous: "text" | "more" | undefined;
  let pending: number[] = [];
  for (const line of lines) {
    const from = Math.min(line.start + indent, line.end);
    const feed = Math.max(line.next - 1, line.start);
    if (from >= line.end && isBlank(line)) {
      pending.push(feed);
      continue;
    }
    const kind = style === "folded" && !/[ \t]/.test(source[from]!) ? "text" : "more";
    if (previous === "text" && kind === "text") {
      if (pending.length === 1) decoder.add(" ", pending[0]!);
      else for (const offset of pending.slice(1)) decoder.add("\n", offset);
    } else for (const offset of pending) decoder.add("\n", offset);
    for (let at = from; at < line.end; at++) decoder.add(source[at]!, at);
    pending = [feed];
    previous = kind;
  }
  for (const offset of pending) decoder.add("\n", offset);
  return { ...decoder, end };
}
