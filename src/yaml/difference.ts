/** What differs between two texts: the part `from` to `oldEnd` of the old one is the part `from` to `newEnd` of the new one. */
export interface Difference {
  readonly from: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** Finds the one part in which two texts differ. Large parts are compared at once, at the speed of memory. */
export function findDifference(oldText: string, newText: string): Difference {
  const [oldLength, newLength] = [oldText.length, newText.length];
  const limit = Math.min(oldLength, newLength);
  const from = countEqual(limit, (at, end) => oldText.slice(at, end) === newText.slice(at, end));
  const behind = countEqual(
    limit - from,
    (at, end) => oldText.slice(oldLength - end, oldLength - at) === newText.slice(newLength - end, newLength - at),
  );
  return { from, oldEnd: oldLength - behind, newEnd: newLength - behind };
}

/** @param isEqual whether the letters from the first number to the second are equal, where all before them are */
function countEqual(limit: number, isEqual: (from: number, to: number) => boolean): number {
  let count = 0;
  let size = 2 ** 18;
  while (count + size <= limit && isEqual(count, count + size)) count += size;
  // The first difference is among the next `size` letters.
  while (size > 1) {
    size /= 2;
    if (count + size <= limit && isEqual(count, count + size)) count += size;
  }
  return count;
}
