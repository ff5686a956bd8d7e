import type { Reference } from "../buildah/reference";
import { unknownMark } from "../text/value";

/** True for the tag `latest`, also where it is meant because none is written. */
export function isLatest({ tag, digest, name }: Reference): boolean {
  if (digest || name.flat.includes(unknownMark)) return false;
  return tag === undefined || tag.literal === "latest";
}

/** True for a tag that stands for something else in each pipeline: a word without a number, or the name of a branch. */
export function isMoving(reference: Reference): boolean {
  const { tag, digest } = reference;
  if (isLatest(reference)) return true;
  if (!tag || digest) return false;
  if (tag.literal !== undefined) return /^[a-z]+$/i.test(tag.literal);
  const [piece, ...others] = tag.pieces;
  return (
    others.length === 0 &&
    piece?.kind === "symbol" &&
    /^CI_(COMMIT_(REF_NAME|REF_SLUG|BRANCH)|DEFAULT_BRANCH)$/.test(piece.name)
  );
}
