import type { Reference } from "../buildah/reference";
import { isWithin } from "../images/sharing";
import { differingPart } from "../text/differingPart";
import { replace, type TextEdit } from "../text/finding";
import type { Location } from "../text/span";

/**
 * The edit that turns a reference into another one; undefined where the part in which they differ is not written in
 * `place` itself.
 */
export function rename(from: Reference, to: Reference, place: Location): TextEdit | undefined {
  const part = differingPart(from.name, to.name);
  const at = part?.from.editable;
  return part && at && isWithin(at, place) ? replace(at, part.to) : undefined;
}
