import { type Fix, type FixSafety, replace, type TextEdit } from "../text/finding";
import type { Location } from "../text/span";
import { Value } from "../text/value";

/** The fix that writes another text for a value; none where more than one of its pieces would have to change. */
export function rewrite(value: Value, newText: string, safety: FixSafety): readonly Fix[] {
  const place = value.editable;
  if (place) return [{ title: `Write ${newText}`, edits: [replace(place, newText)], safety }];
  const piece = findPiece(value, newText);
  if (!piece) return [];
  // A piece is a variable's value, and what else reads the variable changes too.
  return [
    {
      title: `Change ${piece.text} to ${piece.newText}`,
      edits: [replace(piece.place, piece.newText)],
      safety: "unsafe",
    },
  ];
}

/** Where a value must change to become another text: its own place, or that of the one piece that differs. */
export function placeOfChange(value: Value, newText: string): Location | undefined {
  return value.editable ?? findPiece(value, newText)?.place;
}

interface ChangedPiece {
  readonly text: string;
  readonly newText: string;
  readonly place: Location;
}

/** The only piece that differs from another text: `x86_64` of `linux/` and `x86_64`, for linux/amd64. */
function findPiece({ pieces, literal }: Value, newText: string): ChangedPiece | undefined {
  if (literal === undefined) return undefined;
  let start = 0;
  const found = pieces.flatMap((piece): ChangedPiece[] => {
    const { length } = piece.kind === "literal" ? piece.text : "";
    const [before, after] = [literal.slice(0, start), literal.slice(start + length)];
    start += length;
    const place = new Value([piece]).editable;
    const isRest = newText.startsWith(before) && newText.slice(before.length).endsWith(after);
    const text = newText.slice(before.length, newText.length - after.length);
    return place && isRest && text !== ""
      ? [{ text: literal.slice(before.length, before.length + length), newText: text, place }]
      : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** The fix that consists of these edits; none where one of them cannot be made. */
export function fixWith(title: string, safety: FixSafety, ...edits: readonly (TextEdit | undefined)[]): readonly Fix[] {
  const all = edits.filter((edit) => edit !== undefined);
  return all.length === edits.length && all.length > 0 ? [{ title, edits: all, safety }] : [];
}
