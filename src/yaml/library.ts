import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  Parser,
  type Scalar,
  Schema,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { type Base, Place } from "../text/span";
import { buildMap, buildSequence, type Pair } from "./build";
import { AliasDraft, AnchorDraft, Draft, MapDraft, type PairPart, type Part, SequenceDraft } from "./draft";
import { NestingGauge } from "./nesting";
import { maxDepth, type ScalarNode, unknownNode, type YamlNode, type YamlProblem } from "./node";
import { mapScalar, type ScalarStyle } from "./scalarMap";
import { typeOfPlain } from "./scalarType";

/** What a text holds: its documents as the YAML library sees them, and what the library could not read. */
export interface Reading {
  readonly documents: readonly Document.Parsed[];
  readonly problems: readonly YamlProblem[];
}

const options = {
  uniqueKeys: false,
  logLevel: "silent",
  strict: false,
  prettyErrors: false,
  // Made once: the library would make one for each document.
  schema: new Schema({ schema: "core", resolveKnownTags: true }),
} as const;

/** Reads a text. It never throws. */
export function readText(base: Base, text: string): Reading {
  const tokens = tokenize(text);
  if (!tokens) {
    const problem = { message: "This is nested too deep to be read.", location: new Place(base, 0, text.length) };
    return { documents: [], problems: [problem] };
  }
  const documents = [...new Composer(options).compose(tokens)];
  const problems = documents.flatMap(({ errors }) =>
    errors.map(({ message, pos }) => {
      const [start, end] = pos.map((offset) => Math.min(offset, text.length)) as [number, number];
      return { message, location: new Place(base, start, end) };
    }),
  );
  return { documents, problems };
}

/** The tokens of a text; undefined when it is nested so deep that the library would run out of stack. */
function tokenize(text: string): CST.Token[] | undefined {
  const parser = new Parser();
  const gauge = new NestingGauge();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    if (gauge.isTooDeep(lexeme)) return undefined;
    for (const token of parser.next(lexeme)) tokens.push(token);
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** The content of a document in our own terms; undefined for an empty one. */
export function convertDocument(base: Base, text: string, { contents }: Document.Parsed): Part | undefined {
  const isEmpty = isScalar(contents) && contents.type === "PLAIN" && contents.source === "";
  return isEmpty ? undefined : new Converter(base, text).convert(contents);
}

/** What a text that begins at column 0 turns out to be. */
export interface BlockReading {
  /** `entries`: pairs of a mapping; `plain`, `quoted`: a name whose colon is not there yet; `other`: anything else. */
  readonly kind: "entries" | "plain" | "quoted" | "other";
  readonly pairs: readonly PairPart[];
  readonly problems: readonly YamlProblem[];
  readonly place: Place;
  /** Why there may be more pairs than these. */
  readonly open: string | undefined;
  readonly hasAliases: boolean;
  readonly hasAnchors: boolean;
}

/** Reads a text that begins at column 0 and in which no other line begins an entry. */
export function readBlock(base: Base, text: string): BlockReading {
  const { documents, problems } = readText(base, text);
  const converter = new Converter(base, text);
  const make = (
    kind: BlockReading["kind"],
    place: Place,
    pairs: readonly PairPart[],
    own = problems,
    open?: string,
  ) => {
    const { hasAliases, hasAnchors } = converter;
    return { kind, pairs, problems: own, place, open, hasAliases, hasAnchors };
  };
  const whole = new Place(base, 0, text.length);
  const [document, ...others] = documents;
  if (!document) return make("entries", whole, [], problems, "a part of it is nested too deep");
  const { contents } = document;
  const isBare = contents?.range[0] === 0 && !contents.tag && !isAlias(contents) && !contents.anchor;
  if (!isBare || others.length > 0) return make("other", whole, []);
  if (isMap(contents) && !contents.flow)
    return make("entries", converter.place(contents), converter.pairs(contents as YAMLMap<Node, Node | null>));
  const style = isScalar(contents) ? styles[contents.type ?? ""] : undefined;
  if (style !== "plain" && style !== "single" && style !== "double") return make("other", whole, []);
  const location = converter.place(contents);
  const pair = { key: converter.convert(contents), value: converter.nothing(location.end) };
  const problem = { message: "Implicit map keys need to be followed by map values", location };
  return make(style === "plain" ? "plain" : "quoted", location, [pair], [...problems, problem]);
}

const styles: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

/** Makes nodes of the library's tree, and drafts where aliases or anchors are. */
class Converter {
  hasAliases = false;
  hasAnchors = false;
  #depth = 0;

  constructor(
    readonly base: Base,
    readonly source: string,
  ) {}

  convert(node: Node | null | undefined): Part | undefined {
    if (!node) return undefined;
    if (isAlias(node)) {
      this.hasAliases = true;
      return new AliasDraft(node.source, this.place(node));
    }
    if (this.#depth >= maxDepth) return unknownNode("it is nested too deep", this.place(node));
    const part = isScalar(node)
      ? this.#scalar(node)
      : isMap(node)
        ? this.#map(node as YAMLMap<Node, Node | null>)
        : isSeq(node)
          ? this.#sequence(node)
          : undefined;
    if (!part || !node.anchor) return part;
    this.hasAnchors = true;
    return new AnchorDraft(node.anchor, part);
  }

  /** The node itself, without the comments and blank lines behind it. */
  place({ range }: Node): Place {
    const [start, end] = range ?? [0, 0];
    return new Place(this.base, start, end);
  }

  pairs(map: YAMLMap<Node, Node | null>): PairPart[] {
    this.#depth++;
    const pairs = map.items.map(({ key, value }) => {
      const part = this.convert(value) ?? this.nothing(this.place(key ?? map).end);
      if (isScalar(key) && key.type === "PLAIN" && key.value === "<<") return { merged: part };
      return { key: this.convert(key), value: part };
    });
    this.#depth--;
    return pairs;
  }

  /** An absent value. */
  nothing(offset: number): ScalarNode {
    const location = new Place(this.base, offset, offset);
    return { kind: "scalar", text: "", type: "null", origin: location, location };
  }

  #scalar(node: Scalar): YamlNode {
    const location = this.place(node);
    const style = styles[node.type ?? "PLAIN"] ?? "plain";
    const { value } = node;
    const text = style === "plain" && typeof value !== "string" ? (node.source ?? String(value ?? "")) : String(value);
    const type = style === "plain" && !node.tag ? typeOfPlain(text) : "string";
    return { kind: "scalar", text, type, origin: mapScalar(location, this.source, style, text), location };
  }

  #sequence(node: YAMLSeq): Part {
    const location = this.place(node);
    this.#depth++;
    const items = node.items.map((item) => this.convert(item as Node) ?? this.nothing(location.end));
    this.#depth--;
    const form = { style: node.flow ? "flow" : "block", location, isPath: node.tag === "!reference" } as const;
    return items.some((item) => item instanceof Draft)
      ? new SequenceDraft(items, form)
      : buildSequence(items as readonly YamlNode[], form);
  }

  #map(node: YAMLMap<Node, Node | null>): Part {
    const style = node.flow ? "flow" : "block";
    const pairs = this.pairs(node);
    return pairs.some(isDraft)
      ? new MapDraft(pairs, style, this.place(node))
      : buildMap(pairs as readonly Pair[], style, this.place(node));
  }
}

function isDraft(pair: PairPart): boolean {
  return "merged" in pair ? pair.merged instanceof Draft : pair.key instanceof Draft || pair.value instanceof Draft;
}
