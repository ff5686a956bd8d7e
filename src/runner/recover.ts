import type { LineIndex } from "../text/lineIndex";
import type { Span } from "../text/span";

/** What a strict parser objects to. */
export interface SyntaxProblem {
  readonly message: string;
  readonly span: Span;
}

/** How many broken places of a file are stepped over before nothing more is said about it. */
const maximumProblems = 20;

/**
 * Runs a TOML parser that throws at the first error (an object with the offset as `index`): blanks the broken place in
 * a copy of the same length and tries again. The tree is undefined when that leads nowhere.
 */
export function parseLeniently<Tree>(
  text: string,
  lines: LineIndex,
  parse: (source: string) => Tree,
): { readonly tree: Tree | undefined; readonly problems: readonly SyntaxProblem[] } {
  const problems: SyntaxProblem[] = [];
  // A byte order mark is no part of TOML, but editors on Windows write one and the runner skips it.
  let source = text.replace(/^\uFEFF/, " ");
  while (problems.length < maximumProblems) {
    try {
      return { tree: parse(source), problems };
    } catch (error) {
      const index = indexOf(error);
      const broken = brokenLine(source, lines, index ?? 0, /on the same line/.test(String(error)));
      problems.push({ message: explain(error), span: locate(source, broken, index ?? 0) });
      // Without an offset it is a limit of the parser: nesting or strings beyond all measure.
      if (index === undefined || broken.end === broken.start) break;
      const end = isHeader(source, broken.start) ? nextHeader(source, lines, broken.start) : broken.end;
      source =
        source.slice(0, broken.start) + source.slice(broken.start, end).replace(/[^\r\n]/g, " ") + source.slice(end);
    }
  }
  return { tree: undefined, problems };
}

function indexOf(error: unknown): number | undefined {
  return error instanceof SyntaxError && "index" in error && typeof error.index === "number" ? error.index : undefined;
}

/**
 * The line of the error, or the last one before it with something on it: that a value is missing is noticed at the end
 * of the file or, `isLate`, on the next line.
 */
function brokenLine(source: string, lines: LineIndex, index: number, isLate: boolean): Span {
  for (let line = lines.position(index).line - (isLate ? 1 : 0); line >= 0; line--) {
    const start = lines.offset({ line, character: 0 });
    const content = source.slice(start, lines.nextLineStart(start)).trimEnd();
    if (content !== "") return { start, end: start + content.length };
  }
  return { start: 0, end: 0 };
}

/** From the error to the end of its line; the whole line of a header, or where the error was noticed behind it. */
function locate(source: string, broken: Span, index: number): Span {
  const content = source.slice(broken.start, broken.end);
  const first = broken.start + (content.length - content.trimStart().length);
  const isInside = index > first && index < broken.end && !isHeader(source, broken.start);
  return { start: isInside ? index : first, end: broken.end };
}

function isHeader(source: string, lineStart: number): boolean {
  return /^[ \t]*\[/.test(source.slice(lineStart, lineStart + 200));
}

/** Keys below a broken header belong to no known table: they are left out with it. */
function nextHeader(source: string, lines: LineIndex, from: number): number {
  let at = lines.nextLineStart(from);
  while (at < source.length && !isHeader(source, at)) at = lines.nextLineStart(at);
  return at;
}

function explain(error: unknown): string {
  if (indexOf(error) === undefined) return "This file is nested too deeply, or holds too long a text, to be checked.";
  const { message } = error as Error;
  if (/multiple times/.test(message)) {
    return "This key or table is written a second time, and GitLab Runner refuses the whole file: merge the two.";
  }
  const reason = message.charAt(0).toLowerCase() + message.slice(1);
  return `This is not valid TOML (${reason}), and GitLab Runner refuses the whole file: correct this line.`;
}
