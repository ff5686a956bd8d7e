import { type AST, parseTOML } from "toml-eslint-parser";
import { LineIndex } from "../text/lineIndex";
import type { FileId, Location } from "../text/span";
import type { RunnerConfiguration, RunnerEntry, TomlEntry, TomlPair, TomlTable, TomlValue } from "./configuration";
import { parseLeniently } from "./recover";
import { arrayOf, stringOf, tableAt, tableOf } from "./value";

/** Arrays and inline tables deeper than this have no known value. A runner's configuration needs two levels. */
const maximumDepth = 50;

/**
 * Parses a runner's `config.toml`; undefined when the file is another program's. It never throws: what is not TOML is
 * in `problems`, and the rest of the file is read without it.
 */
export function parseRunnerConfiguration(file: FileId, text: string): RunnerConfiguration | undefined {
  const lines = new LineIndex(text);
  const { tree, problems } = parseLeniently(text, lines, (source) =>
    new TreeBuilder(file, source).build(parseTOML(source)),
  );
  const root = tree ?? new Table("header");
  if (!isRunnerTree(root) && !(problems.length > 0 && mentionsRunners(text))) return undefined;
  const located = problems.map(({ message, span }) => ({ message, location: { file, span } }));
  return { file, text, lines, root, entries: readEntries(root), problems: located };
}

/** True when a `config.toml` is a runner's: it holds `[[runners]]` or `[runners.…]`. Many other programs use that name. */
export function isRunnerConfiguration(text: string): boolean {
  return parseRunnerConfiguration("", text) !== undefined;
}

function isRunnerTree(root: TomlTable): boolean {
  const runners = root.entries.get("runners")?.value;
  if (!runners) return false;
  const elements = arrayOf(runners) ?? [...(tableOf(runners)?.entries.values() ?? [])].map(({ value }) => value);
  return elements.some((element) => tableOf(element));
}

/** The same question for a file that cannot be read as a whole. */
function mentionsRunners(text: string): boolean {
  return /^[ \t]*\[(?:\[[ \t]*runners[ \t]*\]\]|[ \t]*runners[ \t]*\.)/m.test(text);
}

/** A table that is not an element of a list, as in a snippet `[runners.docker]`, is taken as one entry. */
function readEntries(root: TomlTable): RunnerEntry[] {
  const runners = root.entries.get("runners")?.value;
  if (!runners) return [];
  return (arrayOf(runners) ?? [runners]).flatMap((value) => {
    const table = tableOf(value);
    if (!table) return [];
    return [
      { name: stringOf(table, "name"), executor: stringOf(table, "executor"), table, docker: tableAt(table, "docker") },
    ];
  });
}

class Table implements TomlTable {
  readonly entries = new Map<string, TomlEntry>();
  readonly pairs: TomlPair[] = [];
  header: Location | undefined;

  constructor(public form: TomlTable["form"]) {}
}

/** Turns the parser's flat list of headers and pairs into nested tables. The parser has refused what clashes. */
class TreeBuilder {
  constructor(
    readonly file: FileId,
    readonly source: string,
  ) {}

  build(program: AST.TOMLProgram): TomlTable {
    const root = new Table("header");
    for (const node of program.body[0].body) {
      if (node.type === "TOMLKeyValue") this.#addPair(root, node, 0);
      else {
        const table = this.#openTable(root, node);
        for (const pair of node.body) this.#addPair(table, pair, 0);
      }
    }
    return root;
  }

  #openTable(root: Table, node: AST.TOMLTable): Table {
    const brackets = node.kind === "array" ? "]]" : "]";
    const header = this.#locate([node.range[0], this.source.indexOf(brackets, node.key.range[1]) + brackets.length]);
    const last = node.key.keys.at(-1)!;
    let parent = root;
    for (const key of node.key.keys.slice(0, -1)) parent = this.#child(parent, key, "implied", header);
    if (node.kind === "standard") {
      const table = this.#child(parent, last, "header", header);
      table.form = "header";
      table.header = header;
      return table;
    }
    const table = new Table("header");
    table.header = header;
    const element = { value: table, location: header };
    const list = parent.entries.get(nameOf(last))?.value.value;
    if (Array.isArray(list)) list.push(element);
    else this.#set(parent, last, { value: [element], location: header });
    return table;
  }

  /** The table at a key, the newest one where the key holds a list; it is made when it is not there. */
  #child(parent: Table, key: AST.TOMLBare | AST.TOMLQuoted, form: Table["form"], place: Location): Table {
    const known = parent.entries.get(nameOf(key))?.value;
    const value = (known && arrayOf(known)?.at(-1)) ?? known;
    if (value?.value instanceof Table) return value.value;
    const table = new Table(form);
    this.#set(parent, key, { value: table, location: place });
    return table;
  }

  #addPair(table: Table, node: AST.TOMLKeyValue, depth: number): void {
    const [start, end] = node.range;
    const { keys } = node.key;
    let parent = table;
    for (const [index, key] of keys.entries()) {
      parent.pairs.push({ start, key: key.range[0], end });
      if (index < keys.length - 1) parent = this.#child(parent, key, "dotted", this.#locate([key.range[0], end]));
      else this.#set(parent, key, this.#convert(node.value, depth));
    }
  }

  #convert(node: AST.TOMLContentNode, depth: number): TomlValue {
    const location = this.#locate(node.range);
    if (depth > maximumDepth) return { value: undefined, location };
    if (node.type === "TOMLArray")
      return { value: node.elements.map((element) => this.#convert(element, depth + 1)), location };
    if (node.type === "TOMLInlineTable") {
      const table = new Table("inline");
      for (const pair of node.body) this.#addPair(table, pair, depth + 1);
      return { value: table, location };
    }
    return { value: node.value instanceof Date ? undefined : node.value, location };
  }

  #set(table: Table, key: AST.TOMLBare | AST.TOMLQuoted, value: TomlValue): void {
    table.entries.set(nameOf(key), { key: this.#locate(key.range), value });
  }

  #locate([start, end]: readonly [number, number]): Location {
    return { file: this.file, span: { start, end } };
  }
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}
