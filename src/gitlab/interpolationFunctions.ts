import type { ScalarNode, YamlNode } from "../yaml/node";
import { scalarText } from "../yaml/scalarType";
import { type Part, rewrite } from "./rewrite";

/**
 * Applies a function of `$[[ inputs.x | function ]]` (lib/gitlab/ci/config/interpolation/functions). All take texts only.
 * `expand_vars` leaves the text as it is: what it would put in are variables, and those are put in later all the same.
 * @returns undefined when the result is not known
 */
export function applyFunction(value: YamlNode | undefined, expression: string): YamlNode | undefined {
  if (value?.kind !== "scalar" || value.type !== "string") return undefined;
  if (expression === "expand_vars") return value;
  if (expression === "posix_escape") return escapeForShell(value);
  const match = /^truncate\(\s*(\d+)\s*,\s*(\d+)\s*\)?$/.exec(expression);
  return match ? truncate(value, Number(match[1]), Number(match[2])) : undefined;
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
