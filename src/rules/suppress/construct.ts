import type { RunnerConfiguration, TomlPair, TomlTable } from "../../runner/configuration";
import { arrayOf, tableOf } from "../../runner/value";
import type { LineIndex } from "../../text/lineIndex";
import type { Span } from "../../text/span";
import type { ScalarNode, YamlNode } from "../../yaml/node";
import type { Source } from "./source";

/** The lines that belong together around a place: between them there is no room for a comment. Zero-based. */
export interface Construct {
  /** A comment goes in front of this line. */
  readonly first: number;
  readonly last: number;
  /** The line of the item whose block scalar holds the lines: what is said of the item is said of them too. */
  readonly head?: number;
}

/** The lines around the start of a span. */
export function findConstruct(source: Source | undefined, { start }: Span, lines: LineIndex): Construct {
  const line = lines.position(start).line;
  const own = { first: line, last: line };
  if (source?.kind === "containerfile") {
    const { preamble, stages } = source.file;
    const instructions = [...preamble, ...stages.flatMap((stage) => stage.instructions)];
    const found = instructions.find(({ location }) => holds(location.span, start));
    return found ? linesOf(found.location.span, lines) : own;
  }
  if (source?.kind === "toml") {
    // Only a string over several lines has no room for comments.
    const pair = pairsOf(source.file).findLast((other) => holds(other, start));
    const isText = pair && /"""|'''/.test(lines.text.slice(pair.key, pair.end));
    return isText ? linesOf(pair, lines) : own;
  }
  const found =
    source?.kind === "yaml"
      ? (findScalar(source.file.root, start) ?? findScalar(source.file.header, start))
      : undefined;
  return found ? aroundScalar(found, line, lines) : own;
}

interface FoundScalar {
  readonly scalar: ScalarNode;
  /** The key of the mapping that holds it, itself or in lists. */
  readonly key: ScalarNode | undefined;
}

function findScalar(node: YamlNode | undefined, offset: number, key?: ScalarNode): FoundScalar | undefined {
  if (!node || !holds(node.location.span, offset)) return undefined;
  if (node.kind === "scalar") return { scalar: node, key };
  if (node.kind === "seq") return findFirst(node.items, (item) => findScalar(item, offset, key));
  if (node.kind === "reference") return findFirst(node.path, (item) => findScalar(item, offset, key));
  if (node.kind !== "map") return undefined;
  return findFirst(
    [...node.entries.values()],
    (entry) => findScalar(entry.key, offset) ?? findScalar(entry.value, offset, entry.key),
  );
}

function aroundScalar({ scalar, key }: FoundScalar, line: number, lines: LineIndex): Construct {
  const { span } = scalar.location;
  const { text } = lines;
  const all = linesOf(
    { start: span.start, end: span.start + text.slice(span.start, span.end).trimEnd().length },
    lines,
  );
  const head = headOf(scalar, lines);
  // In the literal block of a script each line is the shell's, whose comments are the same.
  const isScript = /^(before_|after_)?script$/.test(key?.text ?? "");
  if (text[span.start] !== "|" || !isScript || line === all.first) return { first: head, last: all.last };
  let first = line;
  while (first - 1 > all.first && isContinued(lines, first - 1)) first--;
  let last = line;
  while (last < all.last && isContinued(lines, last)) last++;
  return { first, last, head };
}

/** The line on which the entry of a scalar begins: that of its key or of the dash in front of it. */
function headOf({ location }: ScalarNode, lines: LineIndex): number {
  let { line } = lines.position(location.span.start);
  const before = () => lines.text.slice(lines.offset({ line, character: 0 }), location.span.start);
  // A text that begins on a line of its own.
  while (line > 0 && /^\s*$/.test(before())) line--;
  return line;
}

/** True when the shell reads the line and the next one as one. */
function isContinued(lines: LineIndex, line: number): boolean {
  const start = lines.offset({ line, character: 0 });
  const content = lines.text.slice(start, lines.nextLineStart(start)).replace(/[\r\n]+$/, "");
  return /(?<!\\)(\\\\)*\\$/.test(content);
}

function pairsOf({ root }: RunnerConfiguration): TomlPair[] {
  const collect = (table: TomlTable): TomlPair[] => [
    ...table.pairs,
    ...[...table.entries.values()].flatMap(({ value }) =>
      [value, ...(arrayOf(value) ?? [])].flatMap((other) => {
        const child = tableOf(other);
        return child ? collect(child) : [];
      }),
    ),
  ];
  return collect(root);
}

function linesOf({ start, end }: Span, lines: LineIndex): Construct {
  return { first: lines.position(start).line, last: lines.position(end).line };
}

function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

function findFirst<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
