import type { TextEdit } from "../text/finding";
import type { Span } from "../text/span";
import type { RunnerConfiguration, RunnerEntry, TomlPair, TomlTable, TomlValue } from "./configuration";
import { arrayOf, findEntry, tableOf } from "./value";

/** A key and the TOML text of its value, with the comment behind it. */
export interface NewKey {
  readonly name: string;
  readonly value: string;
  readonly comment?: string;
}

/**
 * The edit that writes a key into the entry's `[runners.docker]` table, in the way in which that table is written; it
 * makes the table where there is none. `leaving` is a pair that another edit of the same fix removes. Undefined where
 * no place is certain.
 */
export function addDockerKey(
  configuration: RunnerConfiguration,
  entry: RunnerEntry,
  key: NewKey,
  leaving?: TomlPair,
): TextEdit | undefined {
  const holder = findEntry(entry.table, "docker")?.value;
  if (!holder) return addDockerTable(configuration, entry, key, leaving);
  const table = tableOf(holder);
  return table && addToTable(configuration, entry, table, holder, key);
}

/** The edit that writes a key into a table that is there, in the way in which that is written. */
export function addKey(
  configuration: RunnerConfiguration,
  entry: RunnerEntry,
  holder: TomlValue,
  key: NewKey,
): TextEdit | undefined {
  const table = tableOf(holder);
  return table && table.form !== "implied" ? addToTable(configuration, entry, table, holder, key) : undefined;
}

/** The edit that adds strings at the end of a list. */
export function addStrings({ file, text }: RunnerConfiguration, list: TomlValue, strings: readonly string[]): TextEdit {
  const { start, end } = list.location.span;
  const added = strings.map((one) => JSON.stringify(one)).join(", ");
  const last = arrayOf(list)?.at(-1);
  if (!last) return { file, span: { start, end }, newText: `[${added}]` };
  const at = last.location.span.end;
  const comma = /^\s*,/.test(text.slice(at, end)) ? "" : ",";
  const offset = comma ? at : at + text.slice(at, end).indexOf(",") + 1;
  return { file, span: { start: offset, end: offset }, newText: `${comma} ${added}` };
}

function addToTable(
  configuration: RunnerConfiguration,
  entry: RunnerEntry,
  table: TomlTable,
  holder: TomlValue,
  key: NewKey,
): TextEdit | undefined {
  const { file, text } = configuration;
  const last = table.pairs.at(-1);
  if (last && !isLineStart(text, last.start)) {
    const prefix = text.slice(last.start, last.key);
    return insert(configuration, last.end, `, ${prefix}${key.name} = ${key.value}`);
  }
  if (table.form === "inline") {
    return { file, span: holder.location.span, newText: `{ ${key.name} = ${key.value} }` };
  }
  const line = `${key.name} = ${key.value}${key.comment ?? ""}`;
  if (last) {
    const prefix = text.slice(last.start, last.key);
    return addLines(configuration, lineEnd(text, last.end), [`${indentAt(text, last.start)}${prefix}${line}`]);
  }
  const { span } = holder.location;
  const indent = indentAt(text, span.start);
  const keyIndent = indent + unitOf(configuration, entry);
  if (table.header) return addLines(configuration, lineEnd(text, table.header.span.end), [keyIndent + line]);
  // The table exists only through [runners.docker.…]: its own header goes in front of the first of those.
  if (!isLineStart(text, span.start)) return undefined;
  const eol = eolOf(text);
  return insert(configuration, lineStart(text, span.start), `${indent}[runners.docker]${eol}${keyIndent}${line}${eol}`);
}

/** The new table stands behind the last key of the entry, so that no key moves into it. */
function addDockerTable(
  configuration: RunnerConfiguration,
  entry: RunnerEntry,
  key: NewKey,
  leaving: TomlPair | undefined,
): TextEdit | undefined {
  const { text } = configuration;
  const { table } = entry;
  const last = table.pairs.filter((pair) => pair !== leaving).at(-1);
  if (table.form === "inline") {
    return last && insert(configuration, last.end, `, docker = { ${key.name} = ${key.value} }`);
  }
  if (!table.header) return undefined;
  const sibling = firstChildHeader(table);
  const unit = unitOf(configuration, entry);
  const indent = sibling
    ? indentAt(text, sibling.start)
    : indentAt(text, last?.start ?? table.header.span.start) + (last ? "" : unit);
  const at = behindCommentedKeys(text, lineEnd(text, last?.end ?? table.header.span.end));
  return addLines(configuration, at, [
    `${indent}[runners.docker]`,
    `${indent}${unit}${key.name} = ${key.value}${key.comment ?? ""}`,
  ]);
}

/** The edit that takes a pair out: its lines, or its part of an inline table. */
export function removePair({ file, text }: RunnerConfiguration, pair: TomlPair): TextEdit {
  if (!isLineStart(text, pair.start)) return { file, span: widenItem(text, pair), newText: "" };
  const end = lineEnd(text, pair.end);
  return {
    file,
    span: { start: lineStart(text, pair.start), end: end + (text.slice(end).match(/^\r?\n/)?.[0].length ?? 0) },
    newText: "",
  };
}

/**
 * An element of a list or inline table together with its comma, and with its line when it has one of its own. The comma
 * in front of the last element is left when the element before goes too (`isNext`).
 */
export function widenItem(text: string, item: Span, isNext = false): Span {
  const behind = text.slice(item.end).match(/^[ \t]*,[ \t]*/)?.[0];
  if (behind !== undefined) {
    const end = item.end + behind.length;
    const rest = text.slice(end).match(/^\r?\n/)?.[0];
    const isOwnLine = rest !== undefined && isLineStart(text, item.start);
    return isOwnLine ? { start: lineStart(text, item.start), end: end + rest.length } : { start: item.start, end };
  }
  const before = isNext ? "" : (text.slice(0, item.start).match(/,\s*$/)?.[0] ?? "");
  return { start: item.start - before.length, end: item.end };
}

/** The comment behind a pair on its line, with the blanks before it. */
export function commentBehind(text: string, offset: number): string {
  return (
    text
      .slice(offset, lineEnd(text, offset))
      .match(/^[ \t]*#.*$/)?.[0]
      .trimEnd() ?? ""
  );
}

function insert({ file }: RunnerConfiguration, offset: number, newText: string): TextEdit {
  return { file, span: { start: offset, end: offset }, newText };
}

/** New lines behind the line that ends at `offset`; the last line of a file may lack its newline. */
function addLines(configuration: RunnerConfiguration, offset: number, added: readonly string[]): TextEdit {
  const eol = eolOf(configuration.text);
  return insert(configuration, offset, added.map((line) => eol + line).join(""));
}

function eolOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Where the line that holds `offset` ends, before its newline. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end < 0) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}

function indentAt(text: string, offset: number): string {
  return text.slice(lineStart(text, offset), offset).match(/^[ \t]*/)![0];
}

function isLineStart(text: string, offset: number): boolean {
  return /^[\uFEFF \t]*$/.test(text.slice(lineStart(text, offset), offset));
}

/** How far keys stand to the right of their header in this entry; two blanks where nothing tells. */
function unitOf({ text }: RunnerConfiguration, { table }: RunnerEntry): string {
  const children = [...table.entries.values()].flatMap(({ value }) => tableOf(value) ?? []);
  for (const { header, pairs } of [...children, table]) {
    const first = pairs[0];
    if (!header || !first || !isLineStart(text, first.start)) continue;
    const outer = indentAt(text, header.span.start);
    const inner = indentAt(text, first.start);
    if (inner.startsWith(outer)) return inner.slice(outer.length);
  }
  return "  ";
}

function firstChildHeader(table: TomlTable): Span | undefined {
  const headers = [...table.entries.values()].flatMap(({ value }) => tableOf(value)?.header ?? []);
  return headers.map(({ span }) => span).sort((a, b) => a.start - b.start)[0];
}

/** Keys that are commented out right behind the last one belong to the same table: they must not change theirs. */
function behindCommentedKeys(text: string, offset: number): number {
  const lines = text.slice(offset).match(/^(?:\r?\n[ \t]*#[ \t]*[\w.-]+[ \t]*=[^\r\n]*)+/)?.[0] ?? "";
  return offset + lines.length;
}
