import { Value } from "../text/value";
import type { Ast } from "./parse";
import type { Pattern } from "./pattern";

/** What a change asks of the words in it. */
export interface TextReader {
  /** The text of a word that is not split. */
  text(word: Ast.Word): Value;
  /** Undefined for a pattern that is not known or not understood. */
  pattern(word: Ast.Word): Pattern | undefined;
}

/** The value after an operation on its text; undefined when that cannot be known. */
export function changeText(operation: Ast.ParameterOperation, value: Value, reader: TextReader): Value | undefined {
  switch (operation.type) {
    case "Remove":
      return remove(operation, value, reader);
    case "Slice":
      return slice(operation, value, reader);
    case "CaseModification":
      return changeCase(operation, value);
    case "Replace":
      return replace(operation, value, reader);
    default:
      return undefined;
  }
}

function remove(
  { operator, operand }: Ast.ParameterRemoveOperation,
  value: Value,
  reader: TextReader,
): Value | undefined {
  const pattern = reader.pattern(operand);
  if (!pattern) return undefined;
  const isLongest = operator.length === 2;
  const isPrefix = operator[0] === "#";
  const text = value.literal;
  if (text !== undefined) {
    if (!pattern.isQuickFor(text)) return undefined;
    const length = isPrefix ? pattern.prefix(text, isLongest) : pattern.suffix(text, isLongest);
    if (length === undefined) return value;
    return isPrefix ? value.slice(length) : value.slice(0, text.length - length);
  }
  // The shortest part lies within the literal text at that end when it matches there.
  const piece = isPrefix ? value.pieces[0] : value.pieces.at(-1);
  if (isLongest || piece?.kind !== "literal" || !pattern.isQuickFor(piece.text)) return undefined;
  const length = isPrefix ? pattern.prefix(piece.text, false) : pattern.suffix(piece.text, false);
  if (length === undefined) return undefined;
  return isPrefix ? value.slice(length) : value.slice(0, value.flat.length - length);
}

/** The words in an operation. */
export function operandsOf(operation: Ast.ParameterOperation): readonly Ast.Word[] {
  switch (operation.type) {
    case "Default":
    case "Remove":
      return [operation.operand];
    case "Replace":
      return [operation.pattern, operation.replacement];
    case "Slice":
      return operation.length ? [operation.offset, operation.length] : [operation.offset];
    default:
      return [];
  }
}

/** The numbers of `${NAME:2:3}`; undefined for what is none, or not there. */
export function readRange(
  operation: Ast.ParameterSliceOperation,
  reader: TextReader,
): [from: number | undefined, length: number | undefined] {
  const number = (word: Ast.Word | undefined) => {
    const text = word && reader.text(word).literal?.trim();
    return text !== undefined && /^(-?\d{1,6})?$/.test(text) ? Number(text) : undefined;
  };
  return [number(operation.offset), number(operation.length)];
}

function slice(operation: Ast.ParameterSliceOperation, value: Value, reader: TextReader): Value | undefined {
  const [from, length] = readRange(operation, reader);
  if (from === undefined || (operation.length && length === undefined)) return undefined;
  const [piece] = value.pieces;
  // The short one is the first eight letters of the other (GitLab, list of predefined variables).
  if (
    value.pieces.length === 1 &&
    piece?.kind === "symbol" &&
    piece.name === "CI_COMMIT_SHA" &&
    from === 0 &&
    length === 8
  )
    return new Value([{ ...piece, name: "CI_COMMIT_SHORT_SHA" }]);
  const text = value.literal;
  if (text === undefined) return undefined;
  const start = from < 0 ? text.length + from : from;
  if (start < 0) return new Value([]);
  const end = length === undefined ? text.length : length < 0 ? text.length + length : start + length;
  return end < start ? undefined : value.slice(start, end);
}

function changeCase({ operator, operand }: Ast.ParameterCaseOperation, value: Value): Value | undefined {
  if (operand?.value) return undefined;
  const isAll = operator.length === 2;
  const change = (text: string) => (operator[0] === "^" ? text.toUpperCase() : text.toLowerCase());
  if (value.literal === undefined) return undefined;
  let at = 0;
  const pieces = value.pieces.map((piece) => {
    if (piece.kind !== "literal") return piece;
    const count = isAll ? piece.text.length : Math.max(0, 1 - at);
    at += piece.text.length;
    return { ...piece, text: change(piece.text.slice(0, count)) + piece.text.slice(count) };
  });
  return new Value(pieces);
}

function replace(operation: Ast.ParameterReplaceOperation, value: Value, reader: TextReader): Value | undefined {
  const { operator } = operation;
  const pattern = reader.pattern(operation.pattern);
  const replacement = reader.text(operation.replacement);
  const text = value.literal;
  if (!pattern || text === undefined || !pattern.isQuickFor(text)) return undefined;
  // In newer versions of bash `&` stands for what is replaced.
  if (replacement.flat.includes("&")) return undefined;
  if (operator === "/#" || operator === "/%") {
    const length = operator === "/#" ? pattern.prefix(text, true) : pattern.suffix(text, true);
    if (length === undefined) return value;
    const rest = operator === "/#" ? value.slice(length) : value.slice(0, text.length - length);
    return Value.concat(operator === "/#" ? [replacement, rest] : [rest, replacement]);
  }
  const parts: Value[] = [];
  let at = 0;
  for (let found = pattern.find(text, 0); found; found = pattern.find(text, found.end)) {
    parts.push(value.slice(at, found.start), replacement);
    at = found.end;
    if (operator === "/") break;
  }
  parts.push(value.slice(at));
  return Value.concat(parts);
}
