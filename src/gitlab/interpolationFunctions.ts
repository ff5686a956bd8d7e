import type { ScalarNode, YamlNode } from "../yaml/node";
import { scalarText } from "../yaml/scalarType";
import { type Part, rewrite } from "./rewrite";

/** What a function makes of a value: undefined when not known. Or why GitLab refuses it. */
export type Result = { readonly value: YamlNode | undefined } | { readonly refusal: string };

/** GitLab's functions, and older and newer names for them, by the pattern of their expressions. */
const functions: readonly (readonly [name: string, pattern: RegExp, apply: Apply])[] = [
  [
    "truncate",
    /^truncate\(\s*(\d+)\s*,\s*(\d+)\s*\)?$/,
    (value, [from, count]) => known(truncate(value, Number(from), Number(count))),
  ],
  ["expand_vars", /^expand_vars$/, known],
  ["posix_escape", /^posix_escape$/, (value) => known(escapeForShell(value))],
  ["posix_quote", /^posix_quote$/, (value) => known(escapeForShell(value))],
  ["split", /^split\('([^']*)'\)$/, (value, [separator]) => split(value, separator!)],
];

type Apply = (value: ScalarNode, args: readonly string[]) => Result;

function known(value: YamlNode | undefined): Result {
  return { value };
}

/**
 * Applies the functions of `$[[ inputs.x | function | … ]]` (lib/gitlab/ci/config/interpolation/functions). All take texts
 * only. `expand_vars` leaves a text as it is: what it would put in are variables, and those are put in later all the same.
 */
export function applyFunctions(value: YamlNode | undefined, expressions: readonly string[]): Result {
  const found = expressions.map((expression) => functions.find(([, pattern]) => pattern.test(expression)));
  const wrong = found.indexOf(undefined);
  if (wrong >= 0) {
    return {
      refusal: `no function matching \`${expressions[wrong]}\`: check that the function name, arguments, and types are correct`,
    };
  }
  let last = value;
  for (const [index, expression] of expressions.entries()) {
    // What comes behind it would see the values of variables.
    const isExpanded = expressions[index - 1] === "expand_vars" && last?.kind === "scalar" && last.text.includes("$");
    if (!last || last.kind === "unknown" || isExpanded) return known(undefined);
    const [name, pattern, apply] = found[index]!;
    if (last.kind !== "scalar" || last.type !== "string") {
      return {
        refusal: `error in \`${name}\` function: invalid input type: ${name} can only be used with string inputs`,
      };
    }
    // A part that is still to be put in may be of any length.
    const result = last.text.includes("$[[") ? known(undefined) : apply(last, pattern.exec(expression)!.slice(1));
    if ("refusal" in result) return result;
    last = result.value;
  }
  return known(last);
}

function split(value: ScalarNode, separator: string): Result {
  if (separator === "") return { refusal: "error in `split` function: invalid argument: separator cannot be empty" };
  let at = 0;
  const items = value.text.split(separator).flatMap((part) => {
    const from = at + part.length - part.trimStart().length;
    at += part.length + separator.length;
    const text = part.trim();
    return text === "" ? [] : [rewrite(value, [{ from, to: from + text.length }])];
  });
  return { value: { kind: "seq", items, style: "flow", location: value.location } };
}

/** Ruby counts characters, not UTF-16 units. */
function truncate(value: ScalarNode, offset: number, count: number): ScalarNode {
  const characters = [...value.text];
  const from = characters.slice(0, offset).join("").length;
  const to = from + characters.slice(offset, offset + count).join("").length;
  return rewrite(value, [{ from, to }]);
}

/** Ruby's Shellwords.escape. */
function escapeForShell(value: ScalarNode): ScalarNode {
  if (value.text === "") return rewrite(value, [{ from: 0, to: 0, text: "''" }]);
  const parts: Part[] = [];
  let at = 0;
  for (const { index, 0: character } of value.text.matchAll(/[^A-Za-z0-9_\-.,:+/@]/gu)) {
    const to = index + character.length;
    parts.push({ from: at, to: index }, { from: index, to, text: character === "\n" ? "'\n'" : `\\${character}` });
    at = to;
  }
  return rewrite(value, [...parts, { from: at, to: value.text.length }]);
}

/** A value as it is written within a text: as Ruby's `to_s` writes it. Undefined when that is not certain. */
export function writeValue(value: YamlNode): string | undefined {
  if (value.kind === "scalar") return scalarText(value);
  if (value.kind !== "seq") return undefined;
  const items = value.items.map(writeItem);
  return items.every((item) => item !== undefined) ? `[${items.join(", ")}]` : undefined;
}

function writeItem(item: YamlNode): string | undefined {
  if (item.kind !== "scalar" || item.type === "null") return undefined;
  if (item.type !== "string") return scalarText(item);
  return /^[^"\\#\p{C}]*$/u.test(item.text) ? `"${item.text}"` : undefined;
}
