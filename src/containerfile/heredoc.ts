/** A heredoc that has begun: the line that ends it, and whether tabs may stand before that. */
interface Heredoc {
  readonly name: string;
  readonly isIndented: boolean;
}

/** `<<EOF`, `<<-"EOF"`, `3<<EOF`: a word of its own, as in BuildKit's parser, which Buildah uses since 1.33. */
const opening = /(\d*)<<(-?)(?:"([^"<]+)"|'([^'<]+)'|([^\s<"']+))(?=\s|$)/y;

/**
 * A copy of the same length in which `<<` stands only where a heredoc begins, so that a parser that looks for nothing
 * else does not take `"<<"` of a string, or a heredoc without an end, for one that swallows the rest of the file.
 */
export function maskHeredocs(text: string, escapeMark: string): string {
  if (!text.includes("<<")) return text;
  const lines = text.split("\n");
  const pending: Heredoc[] = [];
  const opened: Heredoc[] = [];
  let keyword: string | undefined;
  let quote = "";
  const masked = lines.map((line, index) => {
    const content = line.replace(/\r$/, "");
    const first = pending[0];
    if (first) {
      if ((first.isIndented ? content.replace(/^\t+/, "") : content) === first.name) pending.shift();
      return line;
    }
    if (/^\s*(#|$)/.test(content)) return line;
    keyword ??= content.match(/^\s*(?:onbuild\s+)?([a-z]+)/i)?.[1]?.toUpperCase() ?? "";
    const scan = scanLine(content, escapeMark, quote, (heredoc) => {
      const isReal = /^(RUN|COPY|ADD)$/.test(keyword!) && hasEnd(lines, index + 1, heredoc);
      if (isReal) opened.push(heredoc);
      return isReal;
    });
    quote = scan.quote;
    if (!scan.isContinued) {
      pending.push(...opened.splice(0));
      keyword = undefined;
      quote = "";
    }
    return scan.text + line.slice(content.length);
  });
  return masked.join("\n");
}

/** The line with false openings blanked, the quote that is open at its end, and whether the next line continues it. */
function scanLine(
  line: string,
  escapeMark: string,
  openQuote: string,
  accept: (heredoc: Heredoc) => boolean,
): { readonly text: string; readonly quote: string; readonly isContinued: boolean } {
  let text = "";
  let quote = openQuote;
  let isWordStart = true;
  for (let at = 0; at < line.length; ) {
    const char = line[at]!;
    let length = 1;
    if (char === escapeMark && quote !== "'") length = Math.min(2, line.length - at);
    else if (quote ? char === quote : char === '"' || char === "'") quote = quote ? "" : char;
    const heredoc = isWordStart && !quote ? readOpening(line, at) : undefined;
    if (heredoc && accept(heredoc)) {
      // The number in front is blanked: it is not a part of the word for every parser.
      text += " ".repeat(heredoc.digits) + line.slice(at + heredoc.digits, at + heredoc.length);
      at += heredoc.length;
      isWordStart = false;
      continue;
    }
    const isFalse = line.startsWith("<<", at);
    // An escaped `<` is no part of an opening, which the parser does not see.
    text += isFalse ? "__" : length > 1 ? line.slice(at, at + length).replace("<", "_") : char;
    at += isFalse ? 2 : length;
    isWordStart = /\s/.test(char);
  }
  return { text, quote, isContinued: line.trimEnd().endsWith(escapeMark) };
}

function readOpening(
  line: string,
  at: number,
): (Heredoc & { readonly digits: number; readonly length: number }) | undefined {
  opening.lastIndex = at;
  const match = opening.exec(line);
  const name = match?.[3] ?? match?.[4] ?? match?.[5];
  if (!match || name === undefined) return undefined;
  return { name, isIndented: match[2] === "-", digits: match[1]!.length, length: match[0].length };
}

function hasEnd(lines: readonly string[], from: number, { name, isIndented }: Heredoc): boolean {
  for (let index = from; index < lines.length; index++) {
    const content = lines[index]!.replace(/\r$/, "");
    if ((isIndented ? content.replace(/^\t+/, "") : content) === name) return true;
  }
  return false;
}
