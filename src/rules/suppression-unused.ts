import type { SuppressedRule } from "../config/suppression";
import { type Fix, replace } from "../text/finding";
import { nearest } from "../text/nearest";
import type { Location, Span } from "../text/span";
import type { IdleSuppression, Rule } from "./rule";

const rule: Rule = {
  id: "suppression-unused",
  summary: "A comment suppresses what is not found there.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  suppression(idle, { report }) {
    const { file, comment, unused, unknown, ids } = idle;
    if (comment.rules.length === 0) {
      report({
        at: { file, span: comment.span },
        message: "This comment names no rule, so it suppresses nothing: write the rules' ids behind it.",
      });
    }
    for (const { id, span } of unknown) {
      const meant = nearest(id, ids);
      const at = { file, span };
      report({
        at,
        message: `There is no rule ${id}, so this comment does not suppress it.${meant ? ` Is ${meant} meant?` : ""}`,
        fixes: () => (meant ? [{ title: `Change to ${meant}`, edits: [replace(at, meant)], safety: "unsafe" }] : []),
      });
    }
    for (const suppressed of unused) {
      const { id, span } = suppressed;
      report({
        at: { file, span },
        message: `${id} finds nothing ${where[comment.scope]}, so this comment can go; it would hide what comes there later.`,
        fixes: () => [remove(idle, suppressed)],
      });
    }
  },
};

const where = { "next-line": "on the next line", line: "on this line", file: "in this file" } as const;

/** Takes the id out of the comment; the comment, with its line where it has one of its own, when it is the only one. */
function remove({ file, lines, comment }: IdleSuppression, suppressed: SuppressedRule): Fix {
  const { rules } = comment;
  const index = rules.indexOf(suppressed);
  const { text } = lines;
  const spanOfRule = (): Span =>
    index > 0
      ? { start: rules[index - 1]!.span.end, end: suppressed.span.end }
      : { start: suppressed.span.start, end: rules[1]!.span.start };
  const spanOfComment = (): Span => {
    const start = lines.lineStart(comment.span.start);
    const before = text.slice(start, comment.span.start);
    if (/^\uFEFF?[ \t]*$/.test(before))
      return { start: start + (before.startsWith("\uFEFF") ? 1 : 0), end: lines.nextLineStart(comment.span.start) };
    return { start: start + before.trimEnd().length, end: comment.span.end };
  };
  const at: Location = { file, span: rules.length > 1 ? spanOfRule() : spanOfComment() };
  return { title: `Remove ${suppressed.id} from the comment`, edits: [replace(at, "")], safety: "unsafe" };
}

export default rule;
