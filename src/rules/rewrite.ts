import type { BuildahCall } from "../buildah/call";
import { type Fix, type FixSafety, replace, type TextEdit } from "../text/finding";
import { placeWithin } from "../text/span";
import type { Value } from "../text/value";

/** The fix that writes another text for a value; none where the value is not written in one piece. */
export function rewrite(value: Value, newText: string, safety: FixSafety): readonly Fix[] {
  const place = value.editable;
  return place ? [{ title: `Write ${newText}`, edits: [replace(place, newText)], safety }] : [];
}

/** The edit that puts flags behind the name of a subcommand; undefined where that is not written in the script. */
export function addFlags(call: BuildahCall, flags: string): TextEdit | undefined {
  const names =
    call.subcommand === "build" ? ["build", "bud", "build-using-dockerfile"] : [call.subcommand.split(" ").at(-1)];
  const place = call.command.words.find(({ value }) => names.includes(value.literal))?.value.editable;
  if (!place) return undefined;
  const { start, end } = place.span;
  return replace(placeWithin(place, end - start, end - start), ` ${flags}`);
}

/** The fix that consists of these edits; none where one of them cannot be made. */
export function fixWith(title: string, safety: FixSafety, ...edits: readonly (TextEdit | undefined)[]): readonly Fix[] {
  const all = edits.filter((edit) => edit !== undefined);
  return all.length === edits.length && all.length > 0 ? [{ title, edits: all, safety }] : [];
}
