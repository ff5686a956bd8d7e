import { LineIndex } from "../../src/text/lineIndex";
import type { Location } from "../../src/text/span";
import { locationWithin } from "../../src/text/value";
import type { YamlFile } from "../../src/yaml/document";
import type { YamlNode } from "../../src/yaml/node";

/** All that can be read from a parsed file, in a form in which equal files are deeply equal. */
export function stateOf({ root, header, problems, lines, text }: YamlFile): unknown {
  const fresh = new LineIndex(text);
  const offsets = [
    -1,
    0,
    1,
    text.length >> 1,
    text.indexOf("\n"),
    text.indexOf("\n") + 1,
    text.length - 1,
    text.length,
  ];
  const isRight = (offset: number) => {
    const { line, character } = lines.position(offset);
    const expected = fresh.position(offset);
    return (
      line === expected.line &&
      character === expected.character &&
      lines.offset({ line, character: character + 1 }) === fresh.offset({ line, character: character + 1 }) &&
      lines.lineStart(offset) === fresh.lineStart(offset) &&
      lines.nextLineStart(offset) === fresh.nextLineStart(offset)
    );
  };
  return {
    root: describe(root),
    header: describe(header),
    problems: problems.map(({ message, location }) => `${message} ${place(location)}`),
    lineCount: lines.lineCount === fresh.lineCount,
    wrongLines: offsets.filter((offset) => !isRight(offset)),
    lastLine: lines.offset({ line: fresh.lineCount + 1, character: 0 }) === text.length,
  };
}

function describe(node: YamlNode | undefined): unknown {
  if (!node) return undefined;
  const at = place(node.location);
  if (node.kind === "scalar") return `${node.type} ${JSON.stringify(node.text)} ${at} ${units(node)}`;
  if (node.kind === "unknown") return `${node.reason} ${at}`;
  if (node.kind === "seq") return [node.style, at, ...node.items.map(describe)];
  if (node.kind === "reference") return ["reference", at, ...node.path.map(describe)];
  const entries = [...node.entries].map(([name, { key, value }]) => [name, describe(key), describe(value)]);
  return { style: node.style, open: node.open, at, entries };
}

/** Where a scalar's text stands, unit by unit. */
function units({ text, origin }: YamlNode & { kind: "scalar" }): string {
  if (!origin.units) return place(origin);
  const length = text.length;
  return Array.from({ length: length + 1 }, (_, i) =>
    place(locationWithin(origin, length, i, Math.min(i + 1, length))),
  ).join(" ");
}

function place({ span }: Location): string {
  return `${span.start}-${span.end}`;
}
