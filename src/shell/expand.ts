import { Value } from "../text/value";
import type { Command, Word } from "./command";
import type { Environment } from "./environment";
import type { Ast } from "./parse";
import type { Place, Source } from "./source";

/** Expands the words of a command in an environment. */
export class Expander {
  constructor(
    readonly source: Source,
    readonly environment: Environment,
    /** Called for each `$(…)`, in order: runs the commands in it and returns them. */
    readonly onSubstitution: (script: Ast.ParsedScript, place: Place) => readonly Command[],
  ) {}

  /** Looks for `$(…)` in a word that is not needed as text. */
  search(word: Ast.Word): void {
    this.#pieces(word, true);
  }

  /** The value of an assignment, the words of an array. */
  assigned(assignment: Ast.Assignment): Value | readonly Word[] {
    if (assignment.value.type === "ArrayValue") {
      const words = assignment.value.elements.flatMap((word) => this.expand(word));
      const before = assignment.append ? this.environment.getArray(assignment.name) : [];
      return before ? [...before, ...words] : this.source.unknown(assignment);
    }
    if (assignment.index) return this.source.unknown(assignment);
    // An assignment does not split words, so its value is always one.
    const value = Value.concat(this.#pieces(assignment.value, true).map((part) => part.value));
    if (!assignment.append) return value;
    const before = this.environment.get(assignment.name);
    return before ? Value.concat([before, value]) : this.source.unknown(assignment);
  }

  /** The words that a word expands to. */
  expand(word: Ast.Word): Word[] {
    const array = arrayName(word);
    const elements = array ? this.environment.getArray(array) : undefined;
    if (elements) return [...elements];
    const words: Word[] = [];
    let pending: Value[] = [];
    let isOne = true;
    let hasWord = false;
    const flush = () => {
      if (hasWord) words.push(this.source.word(Value.concat(pending), word, isOne));
      pending = [];
      isOne = true;
      hasWord = false;
    };
    for (const part of this.#pieces(word, false)) {
      const text = part.value.flat;
      if (!part.splits || !/\s/.test(text)) {
        pending.push(part.value);
        hasWord ||= !part.splits || text !== "";
        isOne &&= part.isOne;
        continue;
      }
      for (const match of text.matchAll(/\s+|\S+/g)) {
        if (/^\s/.test(match[0])) flush();
        else {
          pending.push(part.value.slice(match.index, match.index + match[0].length));
          hasWord = true;
        }
      }
    }
    flush();
    return words;
  }

  #pieces(word: Ast.Word, isQuoted: boolean): Part[] {
    if (!word.parts) return [{ value: this.source.literal(word.value, word), splits: false, isOne: true }];
    return word.parts.flatMap((part) => this.#part(part, isQuoted));
  }

  #part(part: Ast.WordPart, isQuoted: boolean): Part[] {
    switch (part.type) {
      case "Literal":
        return [{ value: this.source.literal(part.value, part), splits: false, isOne: true }];
      case "SingleQuoted":
        return [
          {
            value: this.source.literal(part.value, { pos: part.pos + 1, end: part.end - 1 }),
            splits: false,
            isOne: true,
          },
        ];
      case "AnsiCQuoted":
        return [{ value: this.source.literal(part.value, part), splits: false, isOne: true }];
      case "DoubleQuoted":
      case "LocaleString": {
        // `"$X"` with nothing else in it is still a word when it is empty.
        const inner = part.parts.flatMap((child) => this.#part(child, true));
        const isOne = !part.parts.some(isAllElements);
        return [{ value: Value.concat(inner.map((child) => child.value)), splits: false, isOne }];
      }
      case "SimpleExpansion":
        return [this.#variable(part.text.slice(1), part, isQuoted)];
      case "ParameterExpansion":
        return [this.#parameter(part, isQuoted)];
      case "CommandExpansion": {
        const commands = part.script ? this.onSubstitution(part.script, part) : [];
        return [{ value: this.source.unknown(part, { commands }), splits: false, isOne: isQuoted }];
      }
      case "ProcessSubstitution":
        if (part.script) this.onSubstitution(part.script, part);
        return [{ value: this.source.unknown(part), splits: false, isOne: true }];
      case "ArithmeticExpansion":
        return [{ value: this.source.unknown(part), splits: false, isOne: true }];
      case "Glob":
        // A lone `[` is the test command, and a glob that matches nothing stays as it is written.
        if (part.text === "[") return [{ value: this.source.literal(part.text, part), splits: false, isOne: true }];
        return [{ value: this.source.unknown(part), splits: false, isOne: isQuoted }];
      default:
        return [{ value: this.source.unknown(part), splits: false, isOne: false }];
    }
  }

  #variable(name: string, part: Place, isQuoted: boolean): Part {
    const found = this.environment.get(name);
    // A symbol means the same everywhere, so the place that counts is where it is used.
    const isSymbol = found?.pieces.length === 1 && found.pieces[0]?.kind === "symbol";
    if (!found) {
      const isInput = this.source.slice(part).startsWith("$[[");
      const value = this.source.unknown(part, isInput ? undefined : { variable: name });
      return { value, splits: false, isOne: isQuoted };
    }
    const value = isSymbol ? found.at(this.source.origin(part)) : found;
    return { value, splits: !isQuoted, isOne: isQuoted || value.isKnown };
  }

  #parameter(part: Ast.ParameterExpansionPart, isQuoted: boolean): Part {
    const { operation } = part;
    const unknown = { value: this.source.unknown(part), splits: false, isOne: isQuoted };
    if (part.prefix || part.index) return unknown;
    if (!operation) return this.#variable(part.parameter, part, isQuoted);
    if (operation.type !== "Default") return unknown;
    this.search(operation.operand);
    if (!/^:?[-=?]$/.test(operation.operator)) return unknown;
    const value = this.environment.get(part.parameter)?.literal;
    if (value) return this.#variable(part.parameter, part, isQuoted);
    const isEmpty = value === "" && operation.operator.startsWith(":") && !operation.operator.endsWith("?");
    if (!isEmpty) return unknown;
    const operand = this.#pieces(operation.operand, isQuoted).map((piece) => piece.value);
    return { value: Value.concat(operand), splits: !isQuoted, isOne: true };
  }
}

/** A part of a word: whether blanks in it separate words, and whether it is one word for certain. */
interface Part {
  readonly value: Value;
  readonly splits: boolean;
  readonly isOne: boolean;
}

/** The array's name when the word is nothing but `"${NAME[@]}"`, or `@` for `"$@"`. */
function arrayName(word: Ast.Word): string | undefined {
  if (/^"?\$(@|\{@\})"?$/.test(word.text)) return "@";
  return /^"?\$\{(\w+)\[@\]\}"?$/.exec(word.text)?.[1];
}

/** True for `$@` and `${NAME[@]}`, which make several words of one even in quotes, or none. */
function isAllElements(part: Ast.WordPart): boolean {
  if (part.type === "SimpleExpansion") return part.text === "$@";
  return part.type === "ParameterExpansion" && (part.parameter === "@" || part.index?.value === "@");
}
