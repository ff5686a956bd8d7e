import type { LineIndex } from "../text/lineIndex";
import type { Span } from "../text/span";

/** A rule that a comment suppresses. */
export interface SuppressedRule {
  readonly id: string;
  readonly span: Span;
}

/**
 * A comment that suppresses findings: `# buildah-lint-disable-next-line RULE[, RULE] [-- reason]`, the same with
 * `-line` and `-file`. It is the same comment in YAML, in a script, in TOML and in a Containerfile.
 */
export interface Suppression {
  readonly scope: "next-line" | "line" | "file";
  readonly rules: readonly SuppressedRule[];
  /** From the `#` to the end of the line. */
  readonly span: Span;
  /** The zero-based line of the comment, of `next-line` the one that it is about: the next that is no comment. */
  readonly line: number;
}

const mark = "buildah-lint-disable-";

/** False for texts without any such comment: it is quick, and most are. */
export function mayHaveSuppressions(text: string): boolean {
  return text.includes(mark);
}

const comment = /(?<=^\uFEFF?[ \t]*|[ \t])#+[ \t]*buildah-lint-disable-(next-line|line|file)(?![\w-])([^\r\n]*)/gm;

/** The comments of a text that suppress findings. */
export function readSuppressions(lines: LineIndex): Suppression[] {
  const { text } = lines;
  return [...text.matchAll(comment)].map((match) => {
    const [whole, scope, rest] = match as unknown as [string, Suppression["scope"], string];
    const end = match.index + whole.length;
    const line = lines.position(match.index).line;
    return {
      scope,
      rules: readRules(rest.split(/(?:^|[ \t])--/)[0]!, end - rest.length),
      span: { start: match.index, end },
      line: scope === "next-line" ? nextLine(lines, line) : line,
    };
  });
}

/** The ids between the commas; what follows an id without `--` is not one. */
function readRules(list: string, start: number): SuppressedRule[] {
  return [...list.matchAll(/(?:^|,)[ \t]*([\w-]+)/g)].map((match) => {
    const at = start + match.index + match[0].length - match[1]!.length;
    return { id: match[1]!, span: { start: at, end: at + match[1]!.length } };
  });
}

function nextLine(lines: LineIndex, line: number): number {
  let next = line + 1;
  const textOf = (number: number) => lines.text.slice(lines.offset({ line: number, character: 0 })).trimStart();
  while (next < lines.lineCount && textOf(next).startsWith("#")) next++;
  return next;
}

/** The comment that suppresses a rule on the next line. */
export function writeSuppression(rule: string): string {
  return `# ${mark}next-line ${rule}`;
}
