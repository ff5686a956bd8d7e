import type { Containerfile, Instruction } from "./containerfile";
import { splitWords, unquote } from "./words";

/** A variable that the text of an instruction takes the value of, between two indices of the text. */
export interface Usage {
  readonly name: string;
  /** What stands behind the name in braces: `:-` for a default; empty for the plain value. */
  readonly operator: string;
  readonly from: number;
  readonly to: number;
}

/** The variables in a text; what is in single quotes or behind a backslash is none. */
export function usagesIn(text: string): readonly Usage[] {
  const found: Usage[] = [];
  const variable = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(:?[-+=?]|[#%/^,:])?)/y;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "\\") at++;
    else if (char === '"') isQuoted = !isQuoted;
    else if (char === "'" && !isQuoted) {
      const end = text.indexOf("'", at + 1);
      if (end > 0) at = end;
    } else if (char === "$") {
      variable.lastIndex = at;
      const match = variable.exec(text);
      if (!match) continue;
      const end = at + match[0].length;
      // A default may hold further variables.
      const isClosed = match[2] !== undefined && match[3] === undefined && text[end] === "}";
      found.push({ name: match[1] ?? match[2]!, operator: match[3] ?? "", from: at, to: end + (isClosed ? 1 : 0) });
      at = end - 1;
    }
  }
  return found;
}

/** A variable that ARG or ENV declares. */
export interface Declaration {
  readonly name: string;
  /** Undefined for an ARG without a default. */
  readonly value: string | undefined;
  /** Indices of the instruction's text: from the name to the end of the value. */
  readonly from: number;
  readonly to: number;
}

/** What an ARG or ENV declares; nothing for other instructions. */
export function declarationsOf({ keyword, text }: Instruction): readonly Declaration[] {
  if (keyword !== "ARG" && keyword !== "ENV") return [];
  const words = splitWords(text);
  const [first, second] = words;
  // The old form: `ENV NAME value with blanks`.
  if (keyword === "ENV" && first && second && !first.text.includes("="))
    return [{ name: first.text, value: text.slice(second.from), from: 0, to: text.length }];
  return words.map(({ text: word, from, to }) => {
    const equals = word.indexOf("=");
    if (equals < 0) return { name: word, value: undefined, from, to };
    return { name: word.slice(0, equals), value: unquote(word.slice(equals + 1)), from, to };
  });
}

/** The value of an argument that a build is given; `undefined` when it is given none, `"unknown"` when that is not clear. */
export type GivenArgument = (name: string) => { readonly text: string } | "unknown" | undefined;

/** Longer chains of arguments that stand in each other are not followed. */
const maxDepth = 10;

/** A text of a FROM with the arguments before the first FROM put in; undefined when one of them is not known. */
export function expandInFrom(file: Containerfile, text: string, given: GivenArgument, depth = 0): string | undefined {
  let expanded = "";
  let at = 0;
  for (const { name, operator, from, to } of usagesIn(text)) {
    const argument = given(name);
    const declared = file.preamble.flatMap(declarationsOf).findLast((one) => one.name === name);
    if (argument === "unknown" || operator !== "" || !declared || depth === maxDepth) return undefined;
    const value = argument?.text ?? (declared.value && expandInFrom(file, declared.value, given, depth + 1));
    if (value === undefined) return undefined;
    expanded += text.slice(at, from) + value;
    at = to;
  }
  return expanded + text.slice(at);
}
