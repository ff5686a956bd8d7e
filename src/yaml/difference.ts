/** What differs between two texts: the part `from` to `oldEnd` of the old one is the part `from` to `newEnd` of the new one. */
export interface Difference {
  readonly from: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** Finds the one part in which two texts differ. Texts are compared in large pieces, which costs next to nothing. */
export function findDifference(oldText: string, newText: string): Difference {
  const limit = Math.min(oldText.length, newText.length);
  const from = countEqual(limit, (at, size) => oldText.slice(at, at + size) === newText.slice(at, at + size));
  const [oldLength, newLength] = [oldText.length, newText.length];
  const behind = countEqual(limit - from, (at, size) => {
    const end = at + size;
    return oldText.slice(oldLength - end, oldLength - at) === newText.slice(newLength - end, newLength - at);
  });
  return { from, oldEnd: oldLength - behind, newEnd: newLength - behind };
}

/** @param isEqual whether so many letters from an offset on are equal; an offset is only asked for when all before it are */
function countEqual(limit: number, isEqual: (at: number, size: number) => boolean): number {
  let count = 0;
  let size = 2 ** 16;
  while (size >= 1) {
    if (count + size <= limit && isEqual(count, size)) count += size;
    else size /= 2;
  }
  return count;
}
