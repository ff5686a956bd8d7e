import type { Ast } from "./parse";

/** What `<<-` leaves of a here-document: lines without the tabs in front of them. */
export function withoutTabs(parts: readonly Ast.WordPart[]): readonly Ast.WordPart[] {
  let isStart = true;
  return parts.flatMap((part): readonly Ast.WordPart[] => {
    if (part.type !== "Literal") {
      isStart = false;
      return [part];
    }
    const tabs = isStart ? /(^|\n)\t+/g : /(\n)\t+/g;
    isStart = part.value.endsWith("\n");
    const { type, text, value, pos, end } = part;
    if (text !== value) return [{ type, text, value: value.replace(tabs, "$1"), pos, end }];
    const lines: Ast.LiteralPart[] = [];
    let from = 0;
    const take = (to: number) => {
      const line = text.slice(from, to);
      lines.push({ type, value: line, text: line, pos: pos + from, end: pos + to });
    };
    for (const match of text.matchAll(tabs)) {
      take(match.index + match[1]!.length);
      from = match.index + match[0].length;
    }
    take(text.length);
    return lines;
  });
}
