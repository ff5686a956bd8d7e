import type { Ast } from "./parse";

/** More words are not made of one: `{1..1000000}`. */
const maxWords = 500;

/** A word that is a brace's alternative, as parts in a row. */
type Parts = readonly Ast.WordPart[];

/** The words that `{a,b}` and `{1..3}` make of one, each as its parts; undefined where a brace cannot be read. */
export function expandBraces(parts: Parts): readonly Parts[] | undefined {
  let words: Parts[] = [[]];
  for (const part of parts) {
    const alternatives = part.type === "BraceExpansion" ? readBrace(part) : [[part]];
    if (!alternatives || words.length * alternatives.length > maxWords) return undefined;
    words = words.flatMap((word) => alternatives.map((alternative) => [...word, ...alternative]));
  }
  return words;
}

function readBrace(brace: Ast.BraceExpansionPart): readonly Parts[] | undefined {
  const inside = { pos: brace.pos + 1, end: brace.end - 1 };
  const text = brace.text.slice(1, -1);
  if (!brace.parts) {
    const sequence = readSequence(text);
    if (sequence) return sequence.map((value) => [{ type: "Literal", value, text: value, ...inside }]);
  }
  const parts = brace.parts ?? [{ type: "Literal", value: text, text, ...inside } as const];
  // Backslashes may stand in front of a comma or a brace.
  if (parts.some((part) => part.type === "Literal" && part.text !== part.value)) return undefined;
  return alternativesOf(parts);
}

/** `1..3`, `01..10`, `a..e`, `1..9..2`. */
function readSequence(text: string): string[] | undefined {
  const match = /^(-?\d{1,9}|[a-zA-Z])\.\.(-?\d{1,9}|[a-zA-Z])(?:\.\.(-?\d{1,9}))?$/.exec(text);
  if (!match) return undefined;
  const [, first, last, step] = match as unknown as [string, string, string, string?];
  const isNumber = /\d/.test(first);
  if (isNumber !== /\d/.test(last)) return undefined;
  const from = isNumber ? Number(first) : first.charCodeAt(0);
  const to = isNumber ? Number(last) : last.charCodeAt(0);
  const by = Math.abs(Number(step ?? 1)) || 1;
  if (Math.abs(to - from) / by >= maxWords) return undefined;
  const width = [first, last].some((end) => /^-?0\d/.test(end)) ? Math.max(first.length, last.length) : 0;
  return Array.from({ length: Math.floor(Math.abs(to - from) / by) + 1 }, (_, index) => {
    const value = from + index * (to < from ? -by : by);
    return isNumber ? pad(value, width) : String.fromCharCode(value);
  });
}

function pad(value: number, width: number): string {
  const digits = String(Math.abs(value));
  return value < 0 ? `-${digits.padStart(width - 1, "0")}` : digits.padStart(width, "0");
}

/** Splits at the commas outside of inner braces, and expands those. */
function alternativesOf(parts: Parts): readonly Parts[] | undefined {
  const alternatives: Ast.WordPart[][] = [[]];
  let depth = 0;
  for (const part of parts) {
    if (part.type !== "Literal") {
      alternatives.at(-1)!.push(part);
      continue;
    }
    let from = 0;
    const flush = (to: number) => {
      const text = part.value.slice(from, to);
      if (text)
        alternatives.at(-1)!.push({ type: "Literal", value: text, text, pos: part.pos + from, end: part.pos + to });
    };
    for (let at = 0; at < part.value.length; at++) {
      const letter = part.value[at]!;
      if (letter === "{") depth++;
      else if (letter === "}") depth--;
      if (letter !== "," || depth > 0) continue;
      flush(at);
      alternatives.push([]);
      from = at + 1;
    }
    flush(part.value.length);
  }
  if (alternatives.length < 2 || depth !== 0) return undefined;
  const words = alternatives.map((alternative) => expandInner(alternative));
  return words.every((word) => word !== undefined) ? words.flat() : undefined;
}

/** Braces in braces are in one literal part: `a,b{c,d}`. Those around quotes or variables stay unread. */
function expandInner(parts: Parts): readonly Parts[] | undefined {
  let words: Parts[] = [[]];
  for (const part of parts) {
    const alternatives = part.type === "Literal" && part.value.includes("{") ? innerBraces(part) : [[part]];
    if (!alternatives) return undefined;
    words = words.flatMap((word) => alternatives.map((alternative) => [...word, ...alternative]));
    if (words.length > maxWords) return undefined;
  }
  return words;
}

function innerBraces(part: Ast.LiteralPart): readonly Parts[] | undefined {
  const open = part.value.indexOf("{");
  let depth = 0;
  let close = -1;
  for (let at = open; at < part.value.length && close < 0; at++) {
    if (part.value[at] === "{") depth++;
    else if (part.value[at] === "}" && --depth === 0) close = at;
  }
  if (close < 0) return undefined;
  const literal = (from: number, to: number): Ast.LiteralPart[] => {
    const text = part.value.slice(from, to);
    return text ? [{ type: "Literal", value: text, text, pos: part.pos + from, end: part.pos + to }] : [];
  };
  const text = part.value.slice(open, close + 1);
  const brace = { type: "BraceExpansion", text, pos: part.pos + open, end: part.pos + close + 1 } as const;
  return expandBraces([...literal(0, open), brace, ...literal(close + 1, part.value.length)]);
}
