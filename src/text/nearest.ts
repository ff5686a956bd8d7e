/** The one candidate that `text` can be a slip of: at most `most` letters differ, a third of the word at most; else undefined. */
export function nearest(text: string, candidates: readonly string[], most = 2): string | undefined {
  const limit = Math.min(most, Math.floor(text.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  let isTie = false;
  for (const candidate of candidates) {
    const distance = editDistance(text, candidate, limit);
    if (distance > bestDistance || distance > limit) continue;
    isTie = distance === bestDistance && best !== undefined;
    best = candidate;
    bestDistance = distance;
  }
  return isTie ? undefined : best;
}

/** Insertions, deletions, replacements and swaps of neighbours between two texts; more than `limit` counts as `limit + 1`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
    }
    rows.push(row);
  }
  return Math.min(rows[a.length]![b.length]!, limit + 1);
}
