import { type Origin, spanWithin } from "../text/value";
import type { ScalarNode } from "../yaml/node";

/** A part of a text: kept, or with `text` in its place. */
export interface Part {
  readonly from: number;
  readonly to: number;
  readonly text?: string;
}

/** A text made of parts of another one. What takes the place of a part stands where that part stands. */
export function rewrite(node: ScalarNode, parts: readonly Part[]): ScalarNode {
  const text = parts.map((part) => part.text ?? node.text.slice(part.from, part.to)).join("");
  return { ...node, text, type: "string", origin: originOf(parts, node) };
}

function originOf(parts: readonly Part[], { text, origin }: ScalarNode): Origin {
  const offsets: number[] = [];
  const ends = new Map<number, number>();
  const add = (from: number, to: number, count: number) => {
    const span = spanWithin(origin, text.length, from, to);
    for (let i = 0; i < count; i++) {
      ends.set(offsets.length, span.end);
      offsets.push(span.start);
    }
  };
  for (const { from, to, text: own } of parts) {
    if (own !== undefined) add(from, to, own.length);
    else for (let at = from; at < to; at++) add(at, at + 1, 1);
  }
  const span = spanWithin(origin, text.length, parts.at(0)?.from ?? 0, parts.at(-1)?.to ?? 0);
  return { file: origin.file, span, offsets: [...offsets, span.end], ends };
}
