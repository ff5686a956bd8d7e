import type { Location } from "../text/span";
import { type UnknownPiece, Value } from "../text/value";
import type { Word } from "./command";
import type { Environment } from "./environment";
import type { Ast } from "./parse";
import type { Source } from "./source";
import { isEmptyText } from "./symbols";
import { changeText, operandsOf, readRange, type TextReader } from "./textChanges";
import { type Content, isWords } from "./variables";

/** What a parameter stands for. */
export type Expansion =
  | { readonly kind: "value"; readonly value: Value }
  /** The elements of an array, the arguments; `isJoined` for `*`, which makes one word of them in quotes. */
  | { readonly kind: "words"; readonly words: readonly Word[]; readonly isJoined: boolean }
  /** The word behind `:-` or `:+`. */
  | { readonly kind: "operand"; readonly operand: Ast.Word }
  /** `isMany`: it may be several words in quotes too. */
  | { readonly kind: "unknown"; readonly isMany: boolean; readonly known?: Known };

/** What is known of a text that is not. */
type Known = Pick<UnknownPiece, "variable" | "identity">;

/** What the expansion of a parameter asks of the words around it. */
export interface WordReader extends TextReader {
  readonly source: Source;
  readonly environment: Environment;
  /** The text of a word that may not be needed: so may the commands in it. */
  unneeded(word: Ast.Word): Value;
}

const unknown: Expansion = { kind: "unknown", isMany: false };
const unknownWords: Expansion = { kind: "unknown", isMany: true };
const empty: Expansion = { kind: "value", value: new Value([]) };

/** `$NAME`, `$1`, `$@`, `$#`. */
export function expandName(name: string, { environment, source }: WordReader, part: Ast.WordPart): Expansion {
  if (name === "@" || name === "*")
    return expandAll(environment.variables.content("@"), name === "*", source.location(part));
  if (name === "#") return count(environment.variables.content("@"), source, part);
  const content = environment.variables.content(name);
  if (content === "unset") return empty;
  const value = environment.variables.get(name);
  return value ? { kind: "value", value } : { kind: "unknown", isMany: false, known: { variable: name } };
}

/** `${…}` in all its forms; what is not understood is unknown. */
export function expandParameter(part: Ast.ParameterExpansionPart, reader: WordReader): Expansion {
  const { parameter, prefix, index, operation } = part;
  const { variables } = reader.environment;
  const all = index === undefined ? /^[@*]$/.exec(parameter)?.[0] : /^[@*]$/.exec(index.value)?.[0];
  const content = all && !index ? variables.content("@") : variables.content(parameter);
  if (prefix === "#") return operation ? unknown : count(all ? content : scalar(), reader.source, part);
  if (prefix === "!") return operation ? unknown : all ? keysOf(content, reader.source, part) : indirect();
  if (!operation) return all ? expandAll(content, all === "*", reader.source.location(part)) : expandScalar();
  if (all)
    return ofWords(operation, expandAll(content, all === "*", reader.source.location(part)), parameter === "@", reader);
  return ofValue(operation, scalar(), index ? undefined : parameter, reader);

  function scalar(): Content {
    if (index) return element(content, reader.text(index).literal);
    return isWords(content) || content instanceof Map ? (variables.get(parameter) ?? "unknown") : content;
  }

  function expandScalar(): Expansion {
    if (!index) return expandName(parameter, reader, part);
    const found = scalar();
    return found === "unset" ? empty : found instanceof Value ? { kind: "value", value: found } : unknown;
  }

  function indirect(): Expansion {
    const name = index ? undefined : variables.get(parameter)?.literal;
    return name !== undefined && /^[A-Za-z_]\w*$/.test(name) ? expandName(name, reader, part) : unknown;
  }
}

function expandAll(content: Content, isJoined: boolean, location: Location): Expansion {
  if (isWords(content)) return { kind: "words", words: content, isJoined };
  if (content === "unset") return { kind: "words", words: [], isJoined };
  if (content instanceof Map) {
    const words = [...(content as ReadonlyMap<string, Value>).values()].map((value) => ({
      value,
      location,
      isOne: true,
    }));
    return { kind: "words", words, isJoined };
  }
  if (content instanceof Value) return { kind: "value", value: content };
  return isJoined ? unknown : unknownWords;
}

function element(content: Content, key: string | undefined): Content {
  if (key === undefined || content === "unknown") return "unknown";
  if (content instanceof Map) return content.get(key) ?? "unset";
  if (content === "unset") return "unset";
  if (!/^-?\d+$/.test(key)) return "unknown";
  if (content instanceof Value) return key === "0" ? content : "unset";
  const words = content as readonly Word[];
  const isCounted = words.slice(0, Number(key) < 0 ? undefined : Number(key) + 1).every((word) => word.isOne);
  return isCounted ? (words.at(Number(key))?.value ?? "unset") : "unknown";
}

/** `${#NAME}` and `$#`. */
function count(content: Content, source: Source, part: Ast.WordPart): Expansion {
  let length: number | undefined;
  if (content === "unset") length = 0;
  else if (content instanceof Value) length = content.literal === undefined ? undefined : [...content.literal].length;
  else if (content instanceof Map) length = content.size;
  else if (isWords(content) && content.every((word) => word.isOne)) length = content.length;
  return length === undefined
    ? unknown
    : { kind: "value", value: Value.literal(String(length), source.location(part)) };
}

/** `${!NAME[@]}` */
function keysOf(content: Content, source: Source, part: Ast.WordPart): Expansion {
  const location = source.location(part);
  const word = (key: string | number) => ({ value: Value.literal(String(key), location), location, isOne: true });
  if (content instanceof Map) return { kind: "words", words: [...content.keys()].map(word), isJoined: false };
  if (!isWords(content) || !content.every((element) => element.isOne)) return unknownWords;
  return { kind: "words", words: content.map((_, index) => word(index)), isJoined: false };
}

function ofWords(
  operation: Ast.ParameterOperation,
  expanded: Expansion,
  isArguments: boolean,
  reader: WordReader,
): Expansion {
  if (expanded.kind !== "words") {
    for (const word of operandsOf(operation)) reader.unneeded(word);
    return unknownWords;
  }
  const { words, isJoined } = expanded;
  if (operation.type === "Default") {
    const [first, ...others] = words;
    const isEmpty = others.length > 0 ? false : first?.isOne ? isEmptyText(first.value) : undefined;
    return ofDefault(operation, first ? stateOf(isEmpty) : "unset", expanded, undefined, reader);
  }
  if (!words.every((word) => word.isOne)) return unknownWords;
  if (operation.type === "Slice") {
    const [from, length] = readRange(operation, reader);
    // The arguments are counted from 1.
    const start = from !== undefined && isArguments ? from - 1 : from;
    if (start === undefined || start < 0 || (operation.length && (length === undefined || length < 0)))
      return unknownWords;
    return { kind: "words", words: words.slice(start, length === undefined ? undefined : start + length), isJoined };
  }
  const changed = words.map((word) => {
    const value = changeText(operation, word.value, reader);
    return value && { ...word, value };
  });
  return changed.every((word) => word !== undefined) ? { kind: "words", words: changed, isJoined } : unknownWords;
}

function ofValue(
  operation: Ast.ParameterOperation,
  content: Content,
  name: string | undefined,
  reader: WordReader,
): Expansion {
  if (operation.type === "Default") {
    if (content instanceof Value)
      return ofDefault(operation, stateOf(isEmptyText(content)), { kind: "value", value: content }, name, reader);
    return ofDefault(operation, content === "unset" ? content : undefined, unknown, name, reader);
  }
  const value = content === "unset" ? new Value([]) : content instanceof Value ? content : undefined;
  if (!value) for (const word of operandsOf(operation)) reader.unneeded(word);
  const changed = value && changeText(operation, value, reader);
  if (changed) return { kind: "value", value: changed };
  const isPlain = operandsOf(operation).every((word) => !word.parts);
  const { pos, end } = operation;
  return value && isPlain ? workedOut({ kind: "value", value }, reader.source.value.slice(pos, end).identity) : unknown;
}

/** What a known operation makes of a value: the same text wherever it is done. */
function workedOut(expansion: Expansion, operation: string | undefined): Expansion {
  const identity = expansion.kind === "value" ? expansion.value.identity : undefined;
  if (identity === undefined || operation === undefined) return unknown;
  return { kind: "unknown", isMany: false, known: { identity: identity + operation } };
}

/** What is known of a parameter; undefined when nothing is. */
type State = "unset" | "empty" | "full" | undefined;

function stateOf(isEmpty: boolean | undefined): State {
  return isEmpty === undefined ? undefined : isEmpty ? "empty" : "full";
}

function ofDefault(
  { operator, operand }: Ast.ParameterDefaultOperation,
  state: State,
  value: Expansion,
  name: string | undefined,
  reader: WordReader,
): Expansion {
  const sign = operator.at(-1)!;
  const isMissing = state === undefined ? undefined : state === "unset" || (state === "empty" && operator.length === 2);
  if (isMissing === undefined) {
    const text = reader.unneeded(operand).identity;
    if (sign === "=" && name !== undefined) reader.environment.assign(name, "unknown");
    if (sign !== "?") return value.kind === "words" ? unknownWords : workedOut(value, text && operator + text);
    // Where the script goes on behind `:?`, the variable was set.
    return value.kind === "unknown" && name !== undefined ? { ...value, known: { variable: name } } : value;
  }
  if (sign === "+") return isMissing ? empty : { kind: "operand", operand };
  if (!isMissing) return value;
  if (sign === "-") return { kind: "operand", operand };
  const text = reader.text(operand);
  if (sign === "?" || name === undefined) return unknown;
  reader.environment.assign(name, text);
  return { kind: "value", value: text };
}
