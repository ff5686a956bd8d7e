import { type CompletionItem, CompletionItemKind, type Position } from "vscode-languageserver-types";
import type { Schema } from "../config/schema";

/** One line of the settings, as far as it tells where a cursor is. */
interface Line {
  readonly indent: number;
  readonly key: string | undefined;
}

/** What can be written at a place of `.buildah-pipelines.yml`: keys, or the values of a key. */
export function completeConfiguration(text: string, { line, character }: Position, schema: Schema): CompletionItem[] {
  const lines = text.split(/\r?\n/);
  const before = (lines[line] ?? "").slice(0, character);
  // In braces the last part counts, and what stands before the brace is one key more.
  const braces = /^(\s*)([^\s:#]+):\s*\{(?:[^{}]*,)?\s*([^{},]*)$/.exec(before);
  const part = braces ? braces[3]! : before.trimStart().replace(/^-\s+/, "");
  const indent = before.length - before.trimStart().length;
  const path = [...pathTo(lines.slice(0, line), indent), ...(braces ? [braces[2]!] : [])];
  const value = /^([^\s:#]+):\s+(\S*)$/.exec(part);
  const typed = value ? value[2]! : part;
  if (!/^[\w.-]*$/.test(typed)) return [];
  const found = [...path, ...(value ? [value[1]!] : [])].reduce<Schema | undefined>(
    (at, key) => at?.properties?.[key] ?? (at?.additionalProperties || undefined),
    schema,
  );
  const start = { line, character: character - typed.length };
  const range = { start, end: { line, character } };
  const item = (label: string, newText: string, kind: CompletionItemKind, documentation?: string): CompletionItem => ({
    label,
    kind,
    textEdit: { range, newText },
    ...(documentation === undefined ? {} : { documentation }),
  });
  if (value) return valuesOf(found).map((word) => item(word, word, CompletionItemKind.Value));
  const isItem = /^\s*-\s/.test(before);
  if (isItem) return valuesOf(found?.items).map((word) => item(word, word, CompletionItemKind.Value));
  const there = braces ? before : siblings(lines, line, indent);
  return Object.entries(found?.properties ?? {})
    .filter(([key]) => !new RegExp(`(^|[\\s{,])${key}:`, "m").test(there))
    .map(([key, { type, description }]) =>
      item(
        key,
        type === "object" || type === "array" ? `${key}:` : `${key}: `,
        CompletionItemKind.Property,
        description,
      ),
    );
}

function valuesOf(schema: Schema | undefined): readonly string[] {
  if (schema?.type === "boolean") return ["true", "false"];
  return schema?.enum ?? schema?.examples ?? [];
}

function read(line: string): Line | undefined {
  const match = /^(\s*)(?:([^\s:#-][^\s:]*):(?=\s|$))?/.exec(line)!;
  return /^\s*(#|$)/.test(line) ? undefined : { indent: match[1]!.length, key: match[2] };
}

/** The keys above a line that stand further to the left, each deeper than the one before. */
function pathTo(lines: readonly string[], indent: number): string[] {
  const path: string[] = [];
  let limit = indent;
  for (const text of [...lines].reverse()) {
    const line = read(text);
    if (!line || line.indent >= limit) continue;
    limit = line.indent;
    if (line.key !== undefined) path.unshift(line.key);
  }
  return path;
}

/** The lines around one that belong to the same mapping. */
function siblings(lines: readonly string[], line: number, indent: number): string {
  const isEnd = (text: string) => (read(text)?.indent ?? indent) < indent;
  const isSibling = (text: string) => read(text)?.indent === indent;
  const above = lines.slice(0, line).reverse();
  const below = lines.slice(line + 1);
  const until = (list: readonly string[]) => {
    const end = list.findIndex(isEnd);
    return (end < 0 ? list : list.slice(0, end)).filter(isSibling);
  };
  return [...until(above), ...until(below)].join("\n");
}
