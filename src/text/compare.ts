import { Value } from "./value";

/** A letter of a text that is known, or a part that may be any text; `name` where it is the same text everywhere. */
type Token = { readonly letter: string } | { readonly name: string | undefined };

/**
 * True when both are certainly the same text, false when they certainly are not; undefined when that depends on the
 * value of a symbol or of an unknown part, each of which may be any text.
 */
export function compareValues(a: Value, b: Value): boolean | undefined {
  const [first, second] = withoutCommonEnds(tokensOf(a), tokensOf(b));
  if (first.length === 0 && second.length === 0) return true;
  if (first.every(isLetter) && second.every(isLetter)) return false;
  if (first.length === 0 || second.length === 0) return [...first, ...second].some(isLetter) ? false : undefined;
  // What is left differs where it begins, and where it ends.
  const isCertain = [first[0]!, second[0]!].every(isLetter) || [first.at(-1)!, second.at(-1)!].every(isLetter);
  return isCertain ? false : undefined;
}

function tokensOf(value: Value): readonly Token[] {
  return value.pieces.flatMap((piece): Token[] => {
    if (piece.kind === "literal") return piece.text.split("").map((letter) => ({ letter }));
    return [{ name: new Value([piece]).identity }];
  });
}

/** Both without what they begin and end with alike, which says nothing. */
function withoutCommonEnds(a: readonly Token[], b: readonly Token[]): [readonly Token[], readonly Token[]] {
  let start = 0;
  while (isSame(a[start], b[start])) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && isSame(a.at(-1 - end), b.at(-1 - end))) end++;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}

function isSame(a: Token | undefined, b: Token | undefined): boolean {
  if (!a || !b) return false;
  if ("letter" in a) return "letter" in b && a.letter === b.letter;
  return "name" in b && a.name !== undefined && a.name === b.name;
}

function isLetter(token: Token): boolean {
  return "letter" in token;
}
