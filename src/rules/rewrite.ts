import { type Fix, type FixSafety, replace } from "../text/finding";
import type { Value } from "../text/value";

/** The fix that writes another text for a value; none where the value is not written in one piece. */
export function rewrite(value: Value, newText: string, safety: FixSafety): readonly Fix[] {
  const place = value.editable;
  return place ? [{ title: `Write ${newText}`, edits: [replace(place, newText)], safety }] : [];
}
