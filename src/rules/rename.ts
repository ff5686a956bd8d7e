import type { Reference } from "../buildah/reference";
import { isWithin } from "../images/sharing";
import { replace, type TextEdit } from "../text/finding";
import type { Location } from "../text/span";

/**
 * The edit that writes another reference in place of one, by its tag where only that differs; undefined where the part
 * that differs is not written in `place` itself.
 */
export function rename(from: Reference, to: Reference, place: Location): TextEdit | undefined {
  const isOnlyTag = from.repository.key !== undefined && from.repository.key === to.repository.key;
  const [old, other] = isOnlyTag ? [from.tag, to.tag] : [from.name, to.name];
  const at = old?.editable;
  return at && other?.isKnown && isWithin(at, place) ? replace(at, other.display) : undefined;
}
