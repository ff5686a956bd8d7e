import type { Value } from "./value";

/** The part in which two texts differ: of the first as a value, of the second as text. Undefined where symbols differ. */
export function differingPart(a: Value, b: Value): { readonly from: Value; readonly to: string } | undefined {
  let start = 0;
  while (start < Math.min(a.flat.length, b.flat.length) && a.flat[start] === b.flat[start]) start++;
  let end = 0;
  while (end < Math.min(a.flat.length, b.flat.length) - start && a.flat.at(-1 - end) === b.flat.at(-1 - end)) end++;
  // A part of some length is needed: where the second only adds to the first, so many letters are replaced by more.
  if (start + end === a.flat.length && start > 0) start--;
  const [from, to] = [a.slice(start, a.flat.length - end), b.slice(start, b.flat.length - end).literal];
  const rests = [a, b].map((value) => [value.slice(0, start).key, value.slice(value.flat.length - end).key]);
  const isSame = rests[0]![0] === rests[1]![0] && rests[0]![1] === rests[1]![1];
  return isSame && to !== undefined && rests[0]!.every((key) => key !== undefined) ? { from, to } : undefined;
}
