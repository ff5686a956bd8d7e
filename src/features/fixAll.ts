import { chooseFixes } from "../text/chooseFixes";
import { applyEdits, type TextEdit } from "../text/finding";
import type { FileId } from "../text/span";
import type { Analysis } from "./analysis";

/** A fix may make way for another; more rounds than this mean that two undo each other. */
const maxRounds = 10;

type Fixable = Pick<Analysis, "findings" | "texts">;

/** What the safe fixes make of files. */
export interface FixedFiles<T extends Fixable> {
  /** The analysis of the fixed files. */
  readonly analysis: T;
  /** The files that changed. */
  readonly texts: ReadonlyMap<FileId, string>;
}

/**
 * Makes the safe fixes again and again until nothing is left to do.
 * @param analysis of the files as they are
 * @param analyse the analysis with other texts in the place of some files
 */
export async function fixUntilStable<T extends Fixable>(
  analysis: T,
  analyse: (texts: ReadonlyMap<FileId, string>) => Promise<T>,
  mayChange: (file: FileId) => boolean,
): Promise<FixedFiles<T>> {
  const texts = new Map<FileId, string>();
  let current = analysis;
  for (let round = 0; round < maxRounds; round++) {
    const chosen = chooseFixes(current.findings, mayChange);
    if (chosen.size === 0) break;
    for (const [file, edits] of chosen) texts.set(file, applyEdits(current.texts.get(file) ?? "", edits));
    current = await analyse(texts);
  }
  return { analysis: current, texts };
}

/** The edits that make one text of another, line by line: what did not change keeps its cursors and marks. */
export function differenceOf(file: FileId, before: string, after: string): TextEdit[] {
  const [old, fresh] = [splitLines(before), splitLines(after)];
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  let end = 0;
  while (end < old.length - start && end < fresh.length - start && old.at(-1 - end) === fresh.at(-1 - end)) end++;
  const lengthOf = (lines: readonly string[]) => lines.reduce((sum, line) => sum + line.length, 0);
  const removed = old.slice(start, old.length - end);
  const added = fresh.slice(start, fresh.length - end);
  if (removed.length === 0 && added.length === 0) return [];
  const offset = lengthOf(old.slice(0, start));
  if (removed.length !== added.length)
    return [{ file, span: { start: offset, end: offset + lengthOf(removed) }, newText: added.join("") }];
  const edits: TextEdit[] = [];
  let at = offset;
  for (const [index, line] of removed.entries()) {
    if (line !== added[index]) edits.push({ file, span: { start: at, end: at + line.length }, newText: added[index]! });
    at += line.length;
  }
  return edits;
}

/** Each with its line break. */
function splitLines(text: string): string[] {
  return text.split(/(?<=\n)/);
}
