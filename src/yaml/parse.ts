import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { LineIndex } from "../text/lineIndex";
import type { FileId, Location, Span } from "../text/span";
import { countNodes, type Entry, type MapNode, maxNodes, type ScalarNode, unknownNode, type YamlNode } from "./node";
import { mapScalar, type ScalarStyle } from "./scalarMap";
import { typeOfPlain } from "./scalarType";

/** Something that the YAML parser could not read. */
export interface YamlProblem {
  readonly message: string;
  readonly location: Location;
}

/** A parsed file. It never throws; what could not be read is in `problems`. */
export interface YamlFile {
  readonly file: FileId;
  readonly text: string;
  readonly lines: LineIndex;
  /** The content: the last document, for GitLab puts a `spec:` header into one of its own before it. */
  readonly root: YamlNode | undefined;
  /** The document with `spec:`, if there is one. */
  readonly header: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
}

/** Parses a file of GitLab CI YAML. */
export function parseYaml(file: FileId, text: string): YamlFile {
  const lines = new LineIndex(text);
  const problems: YamlProblem[] = [];
  let converted: (YamlNode | undefined)[] = [];
  try {
    converted = readDocuments(file, text, problems);
  } catch (error) {
    // The library goes as deep as the text does.
    if (!(error instanceof RangeError)) throw error;
    const location = { file, span: { start: 0, end: text.length } };
    problems.push({ message: "The file is nested too deep to be read.", location });
  }
  const hasHeader = converted.length > 1 && converted[0]?.kind === "map" && converted[0].entries.has("spec");
  return {
    file,
    text,
    lines,
    root: converted[hasHeader ? 1 : 0],
    header: hasHeader ? converted[0] : undefined,
    problems,
  };
}

function readDocuments(file: FileId, text: string, problems: YamlProblem[]): (YamlNode | undefined)[] {
  const documents = parseAllDocuments(text, {
    uniqueKeys: false,
    logLevel: "silent",
    strict: false,
    prettyErrors: false,
  });
  const list: Document.Parsed[] = Array.isArray(documents) ? documents : [];
  for (const document of list) {
    for (const error of document.errors) {
      const [start, end] = error.pos.map((offset) => Math.min(offset, text.length)) as [number, number];
      problems.push({ message: error.message, location: { file, span: { start, end } } });
    }
  }
  return list.map((document) => new Converter(file, text, problems).convert(document.contents));
}

const styles: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

/** GitLab reads no YAML that is nested deeper (max_yaml_depth). */
const maxDepth = 100;

class Converter {
  readonly #anchors = new Map<string, YamlNode>();
  readonly #counts = new Map<YamlNode, number>();
  #depth = 0;

  constructor(
    readonly file: FileId,
    readonly source: string,
    readonly problems: YamlProblem[],
  ) {}

  convert(node: Node | null | undefined): YamlNode | undefined {
    if (!node) return undefined;
    if (isAlias(node)) return this.#alias(node);
    if (this.#depth >= maxDepth) return unknownNode("it is nested too deep", this.#location(node));
    this.#depth++;
    const converted = isScalar(node)
      ? this.#scalar(node)
      : isMap(node)
        ? this.#map(node)
        : isSeq(node)
          ? this.#seq(node)
          : undefined;
    this.#depth--;
    if (converted && node.anchor) this.#anchors.set(node.anchor, converted);
    return converted;
  }

  #location(node: Node): Location {
    return { file: this.file, span: spanOf(node) };
  }

  #alias(node: Alias): YamlNode {
    const target = this.#anchors.get(node.source);
    const location = this.#location(node);
    if (target && countNodes(target, this.#counts) > maxNodes)
      return unknownNode("its aliases stand for too much", location);
    if (target) return target;
    this.problems.push({ message: `There is no anchor &${node.source} before this alias.`, location });
    return unknownNode(`the anchor ${node.source} is not defined`, location);
  }

  #scalar(node: Scalar): YamlNode {
    const span = spanOf(node);
    const location = { file: this.file, span };
    const style = styles[node.type ?? "PLAIN"] ?? "plain";
    const text =
      style === "plain" && typeof node.value !== "string"
        ? (node.source ?? String(node.value ?? ""))
        : String(node.value);
    const type = style === "plain" && !node.tag ? typeOfPlain(text) : "string";
    return { kind: "scalar", text, type, origin: mapScalar(this.file, this.source, span, style, text), location };
  }

  #seq(node: YAMLSeq): YamlNode {
    const location = this.#location(node);
    const items = node.items.map((item) => this.convert(item as Node) ?? this.#null(location.span.end));
    if (node.tag === "!reference") {
      const path = items.filter((item): item is ScalarNode => item.kind === "scalar");
      if (path.length !== items.length || path.length === 0) return unknownNode("the reference is malformed", location);
      return { kind: "reference", path, location };
    }
    return { kind: "seq", items, style: node.flow ? "flow" : "block", location };
  }

  #map(node: YAMLMap): MapNode {
    const entries = new Map<string, Entry>();
    let open: string | undefined;
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const key = this.convert(pair.key);
      const value = this.convert(pair.value) ?? this.#null(key?.location.span.end ?? spanOf(node).end);
      if (key?.kind !== "scalar") {
        open ??= "one of its keys is not a plain name";
        continue;
      }
      if (key.text === "<<" && isScalar(pair.key) && pair.key.type === "PLAIN") {
        for (const merged of value.kind === "seq" ? [...value.items].reverse() : [value]) {
          if (merged.kind !== "map") open ??= "a merged mapping could not be read";
          else {
            // GitLab's parser merges at the place where `<<` stands: keys before it are overwritten, keys behind win.
            for (const [name, entry] of merged.entries) entries.set(name, entry);
            open ??= merged.open;
          }
        }
      } else entries.set(key.text, { key, value });
    }
    const base = { kind: "map", entries, style: node.flow ? "flow" : "block", location: this.#location(node) } as const;
    return open === undefined ? base : { ...base, open };
  }

  #null(offset: number): ScalarNode {
    const location = { file: this.file, span: { start: offset, end: offset } };
    return { kind: "scalar", text: "", type: "null", origin: location, location };
  }
}

/** The node itself, without the comments and blank lines behind it. */
function spanOf(node: Node): Span {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}
