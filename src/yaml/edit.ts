import { replace, type TextEdit } from "../text/finding";
import { type FileId, type Location, placeWithin } from "../text/span";
import { endOfEntry, endOfLine, eolAt, indentOf, isAlone, startOfLine } from "./lines";
import type { MapNode, ScalarNode, SeqNode, YamlNode } from "./node";

/** A file with its text; a `YamlFile` is one. */
export interface YamlText {
  readonly file: FileId;
  readonly text: string;
}

/**
 * The edit that gives a mapping a new key. In block style it gets a line of its own behind the last of `after` and of
 * the merge keys, or in front of the first key; in flow style it goes to the same place on the line.
 * @param after keys to stand behind, as far as the mapping itself writes them
 * @param value YAML text on one line
 * @returns undefined when the mapping is not in this file or has no place where a line can go
 */
export function insertKey(
  source: YamlText,
  map: MapNode,
  name: string,
  value: string,
  after: readonly string[] = ["extends", "stage"],
): TextEdit | undefined {
  const { file, text } = source;
  const { span } = map.location;
  if (map.location.file !== file) return undefined;
  const entry = `${name}: ${value}`;
  const own = [...map.entries]
    .filter(([, { key }]) => isWithin(key, map))
    .sort((a, b) => startOf(a[1].key) - startOf(b[1].key));
  if (map.style === "flow") {
    const first = own[0]?.[1].key;
    if (!first) return map.entries.size === 0 ? replace(map.location, `{${entry}}`) : undefined;
    const before = own.findLast(([key, { value }]) => after.includes(key) && isWithin(value, map));
    const end = before?.[1].value.location.span.end;
    return end === undefined ? insert(map, startOf(first), `${entry}, `) : insert(map, end, `, ${entry}`);
  }
  if (!isAlone(text, span.start)) return undefined;
  const indent = indentOf(text, span.start);
  const starts = own.filter(([key]) => after.includes(key)).map(([, { key }]) => startOf(key));
  // The last merge key counts too: GitLab lets it overwrite what stands before it.
  for (const match of text.slice(span.start, span.end).matchAll(/^([ \t]*)<<[ \t]*:/gm)) {
    if (match.index === 0 || match[1] === indent) starts.push(span.start + match.index);
  }
  if (starts.length === 0) return insert(map, span.start, `${entry}${eolAt(text, span.start)}${indent}`);
  return addLine(map, text, endOfEntry(text, Math.max(...starts), indent.length), indent + entry);
}

/**
 * The edit that adds items at the end of a list, quoted as the one before them where they are texts.
 * @param items texts, or YAML on one line
 * @returns undefined when the list is not in this file or is written in a way that leaves no certain place
 */
export function appendItems(
  source: YamlText,
  list: SeqNode,
  items: readonly (string | { readonly yaml: string })[],
): TextEdit | undefined {
  const { file, text } = source;
  const { span } = list.location;
  if (list.location.file !== file || items.length === 0) return undefined;
  const last = list.items.at(-1);
  const neighbour = list.items.findLast((item) => item.kind === "scalar" && isWithin(item, list));
  const style = neighbour ? text[startOf(neighbour)]! : "";
  const quote = (item: string) => (list.style === "flow" ? quoteInFlow(item, style) : quoteLike(item, style));
  const written = items.map((item) => (typeof item === "string" ? quote(item) : item.yaml));
  if (list.style === "block") {
    const marker = /^-[ ]+/.exec(text.slice(span.start))?.[0];
    if (marker === undefined || !isAlone(text, span.start)) return undefined;
    const end = span.start + text.slice(span.start, span.end).trimEnd().length;
    const lines = written.map((item) => indentOf(text, span.start) + marker + item);
    return addLine(list, text, endOfLine(text, end), lines.join(eolAt(text, end)));
  }
  if (!last)
    return /^\[\s*\]$/.test(text.slice(span.start, span.end))
      ? replace(list.location, `[${written.join(", ")}]`)
      : undefined;
  const end = isWithin(last, list) ? last.location.span.end : undefined;
  const rest =
    end === undefined ? undefined : /^([ \t]*,)?([ \t]*(?:#[^\r\n]*)?)(\r?\n)?/.exec(text.slice(end, span.end - 1));
  if (end === undefined || !rest) return undefined;
  const [whole, comma = "", comment = "", eol = ""] = rest;
  // Each item on its own line: so are the new ones.
  if (eol && isAlone(text, startOf(last))) {
    const indent = indentOf(text, startOf(last));
    const newText = `,${comment.trimEnd()}${written.map((item) => eol + indent + item).join(",")}${comma.trim()}${eol}`;
    return replace(placeIn(list, end, end + whole.length), newText);
  }
  if (comment.includes("#")) return undefined;
  return insert(list, end + comma.length, `${comma ? "" : ","} ${written.join(", ")}`);
}

/**
 * The edit that puts an item in front of or behind another one of a block list; a list that is a single text becomes
 * one of two items.
 * @param offset a place within that other item
 * @param item YAML text on one line
 * @returns undefined when that place is not in the list itself, or the list is written in flow style
 */
export function insertItem(
  source: YamlText,
  list: YamlNode,
  offset: number,
  item: string,
  place: "before" | "after",
): TextEdit | undefined {
  const { text } = source;
  const { span } = list.location;
  if (list.location.file !== source.file || offset < span.start || offset >= span.end) return undefined;
  if (list.kind === "scalar") return splitScalar(text, list, item, place);
  if (list.kind !== "seq" || list.style !== "block") return undefined;
  const other = list.items.find(
    (node) => isWithin(node, list) && startOf(node) <= offset && offset < node.location.span.end,
  );
  if (!other) return undefined;
  const start = startOfLine(text, startOf(other));
  const marker = /^([ \t]*)-[ \t]+/.exec(text.slice(start, startOf(other)));
  // An item that is a list itself has its own marker on the same line.
  if (!marker || marker[1]!.length !== indentOf(text, span.start).length || other.kind !== "scalar") return undefined;
  const line = marker[0] + item;
  if (place === "after")
    return addLine(list, text, endOfEntry(text, start + marker[1]!.length, marker[1]!.length, true), line);
  let at = start;
  // A comment right above the item is about that item.
  for (let above = startOfLine(text, at - 1); at > span.start; at = above, above = startOfLine(text, at - 1)) {
    if (!text.slice(above, at).startsWith(`${marker[1]}#`)) break;
  }
  return insert(list, at, line + eolAt(text, start));
}

/**
 * The edit that takes an item out of a list; a list without another one becomes empty.
 * @returns undefined when the list or the item is not in this file, or is written in a way that leaves the item no lines of its own
 */
export function removeItem({ file, text }: YamlText, list: SeqNode, item: YamlNode): TextEdit | undefined {
  if (list.location.file !== file || !isWithin(item, list)) return undefined;
  const { start, end } = item.location.span;
  if (list.items.length === 1) {
    const { span } = list.location;
    return replace(placeIn(list, span.start, span.start + text.slice(span.start, span.end).trimEnd().length), "[]");
  }
  if (list.style === "flow") {
    const behind = /^\s*,[ \t]*/.exec(text.slice(end, list.location.span.end))?.[0];
    if (behind !== undefined) return replace(placeIn(list, start, end + behind.length), "");
    const before = /,\s*$/.exec(text.slice(list.location.span.start, start))?.[0] ?? "";
    return replace(placeIn(list, start - before.length, end), "");
  }
  const line = startOfLine(text, start);
  const marker = /^([ \t]*)-[ \t]+$/.exec(text.slice(line, start))?.[1];
  if (marker === undefined || marker.length !== indentOf(text, list.location.span.start).length) return undefined;
  const lineBreak = /\r?\n$/.exec(text.slice(0, line))?.[0].length ?? 0;
  return replace(placeIn(list, line - lineBreak, endOfEntry(text, line + marker.length, marker.length, true)), "");
}

/** `script: make` becomes a list of two items. */
function splitScalar(text: string, scalar: ScalarNode, item: string, place: "before" | "after"): TextEdit | undefined {
  const { span } = scalar.location;
  const raw = text.slice(span.start, span.end);
  const start = startOfLine(text, span.start);
  const head = /^([ \t]*)[\w"'.-]+[ \t]*:(?=[ \t]+$)/.exec(text.slice(start, span.start));
  if (!head || /^[|>]|[\r\n]/.test(raw)) return undefined;
  const line = `${eolAt(text, start)}${head[1]}  - `;
  const items = place === "before" ? [item, raw] : [raw, item];
  return replace(placeIn(scalar, start + head[0].length, span.end), items.map((one) => line + one).join(""));
}

/** A text as a YAML scalar, in the quotes that `style` begins with where it is a quote, plain where that is possible. */
export function quoteLike(text: string, style = ""): string {
  if (style === "'" && !/[\p{Cc}]/u.test(text)) return `'${text.replaceAll("'", "''")}'`;
  const isPlain =
    /^[a-z_./][\w./: +-]*$/i.test(text) && !/:( |$)| $|^(true|false|yes|no|on|off|y|n|null|\.inf|\.nan)$/i.test(text);
  return isPlain && style !== '"' ? text : JSON.stringify(text);
}

/** libyaml before 0.2.2 takes no colon in a plain text in flow style. */
function quoteInFlow(text: string, style: string): string {
  return quoteLike(text, text.includes(":") && style !== "'" ? '"' : style);
}

/** A list in flow style of texts and YAML on one line. */
export function writeList(items: readonly (string | { readonly yaml: string })[]): string {
  return `[${items.map((item) => (typeof item === "string" ? quoteInFlow(item, "") : item.yaml)).join(", ")}]`;
}

function isWithin(node: YamlNode, parent: YamlNode): boolean {
  const { file, span } = node.location;
  const outer = parent.location.span;
  return file === parent.location.file && span.start >= outer.start && span.end <= outer.end;
}

function startOf(node: YamlNode): number {
  return node.location.span.start;
}

/** A part of a node's file, between two offsets of the file. It moves as the node does. */
function placeIn({ location }: YamlNode, from: number, to: number): Location {
  const { start } = location.span;
  return placeWithin(location, from - start, to - start);
}

function insert(node: YamlNode, offset: number, newText: string): TextEdit {
  return replace(placeIn(node, offset, offset), newText);
}

/** A line behind the one that ends at `offset`; the last line of a file may lack its line break. */
function addLine(node: YamlNode, text: string, offset: number, line: string): TextEdit {
  return insert(node, offset, eolAt(text, offset) + line);
}
