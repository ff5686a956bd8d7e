import type { Finding, TextEdit } from "./finding";
import type { FileId } from "./span";

/**
 * The edits of the safe fixes that can be made at once, by file. Of a finding with several the first counts; a fix is
 * taken whole or not at all, and not where its edits touch those of an earlier one: what is left out comes in the next
 * round, when the text has changed.
 * @param mayChange the files that may be changed
 */
export function chooseFixes(
  findings: readonly Finding[],
  mayChange: (file: FileId) => boolean,
): ReadonlyMap<FileId, readonly TextEdit[]> {
  const chosen = new Map<FileId, TextEdit[]>();
  for (const { fixes } of findings) {
    const edits = fixes.find(({ safety }) => safety === "safe")?.edits ?? [];
    const isPossible = edits.every(
      (edit) => mayChange(edit.file) && !chosen.get(edit.file)?.some((other) => clashes(edit, other)),
    );
    if (!isPossible) continue;
    for (const edit of edits) {
      const others = chosen.get(edit.file);
      if (others) others.push(edit);
      else chosen.set(edit.file, [edit]);
    }
  }
  return chosen;
}

/** Equal edits are one. Two that begin at one place have no order. */
function clashes(a: TextEdit, b: TextEdit): boolean {
  const isSamePlace = a.span.start === b.span.start;
  if (isSamePlace && a.span.end === b.span.end && a.newText === b.newText) return false;
  return isSamePlace || (a.span.start < b.span.end && b.span.start < a.span.end);
}
