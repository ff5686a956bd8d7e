import type { Location } from "../text/span";
import type { Value } from "../text/value";
import { assignedNames, visitCommands } from "./arithmetic";
import { expandBraces } from "./braces";
import type { Word } from "./command";
import type { Environment } from "./environment";
import { Fields } from "./fields";
import { withoutTabs } from "./hereDocument";
import { type Expansion, expandName, expandParameter, type WordReader } from "./parameters";
import type { Ast } from "./parse";
import { Pattern } from "./pattern";
import { join, withoutLastLineEnd } from "./printed";
import type { Place, PlacedWord, Source } from "./source";
import type { Substitution } from "./substitution";

/** Runs the commands of `$(…)`; `isConditional` where its text may not be needed. */
export type Substitute = (script: Ast.ParsedScript, place: Place, isConditional: boolean) => Substitution;

/** How a part is taken: in quotes, as it stands in a word, or as a part of the word behind `:-`, which is split. */
type Mode = "quoted" | "plain" | "operand";

/** Expands the words of a command in an environment. */
export class Expander implements WordReader {
  #isUnneeded = false;

  constructor(
    readonly source: Source,
    readonly environment: Environment,
    readonly substitute: Substitute,
  ) {}

  /** The words that a word expands to. */
  words(word: Ast.Word): readonly PlacedWord[] {
    const location = this.source.location(word);
    if (!word.parts) {
      const value = this.source.literal(word.value, word);
      return [{ value, location, isOne: value.isKnown }];
    }
    const hasBraces = word.parts.some((part) => part.type === "BraceExpansion");
    const alternatives = hasBraces ? expandBraces(word.parts) : [word.parts];
    if (!alternatives) return [{ value: this.source.unknown(word), location, isOne: false }];
    return alternatives.flatMap((parts) => {
      const fields = new Fields(location, this.environment.variables.separators, false);
      this.#append(parts, "plain", fields);
      return fields.end();
    });
  }

  /** The word as one text that is not split, as in an assignment. */
  word(word: Ast.Word): PlacedWord {
    const location = this.source.location(word);
    if (!word.parts) return { value: this.source.literal(word.value, word), location, isOne: true };
    const fields = new Fields(location, "", true);
    this.#append(word.parts, "plain", fields);
    return fields.text();
  }

  /** For `<(…)` what it hands to a command that reads it, where that can be told; undefined for any other word. */
  fed(word: Ast.Word): { readonly text: PlacedWord | undefined } | undefined {
    const [part, ...others] = word.parts ?? [];
    if (part?.type !== "ProcessSubstitution" || !part.script || others.length > 0) return undefined;
    const { text } = this.substitute(part.script, part, this.#isUnneeded);
    return { text: text && { value: text, location: this.source.location(part), isOne: true } };
  }

  text(word: Ast.Word): Value {
    return this.word(word).value;
  }

  /** The text of a here-document. */
  hereDocument({ body, operator }: Ast.HereDoc): PlacedWord {
    const fields = new Fields(this.source.location(body), "", true);
    const { text, pos, end } = body;
    const parts = body.parts ?? [{ type: "Literal", value: text, text, pos, end } as const];
    this.#append(operator === "<<-" ? withoutTabs(parts) : parts, "quoted", fields);
    return fields.text();
  }

  /** The pattern of `case`, `[[ = ]]`, `${NAME%…}`; undefined when it is not known. */
  pattern(word: Ast.Word): Pattern | undefined {
    const parts: { text: string; isQuoted: boolean }[] = [];
    for (const part of word.parts ?? [asLiteral(word)]) {
      const fields = new Fields(this.source.location(part), "", true);
      this.#part(part, "plain", fields);
      const text = fields.text().value.literal;
      if (text === undefined || part.type === "ExtendedGlob") return undefined;
      // Backslashes mean the same in a pattern.
      const isWritten = part.type === "Literal" || part.type === "Glob";
      parts.push({ text: isWritten ? part.text : text, isQuoted: /Quoted$|^LocaleString$/.test(part.type) });
    }
    return Pattern.read(parts);
  }

  unneeded(word: Ast.Word): Value {
    const before = this.#isUnneeded;
    this.#isUnneeded = true;
    const text = this.text(word);
    this.#isUnneeded = before;
    return text;
  }

  #append(parts: readonly Ast.WordPart[], mode: Mode, fields: Fields): void {
    for (const part of parts) this.#part(part, mode, fields);
  }

  #part(part: Ast.WordPart, mode: Mode, fields: Fields): void {
    const { source } = this;
    const isQuoted = mode === "quoted";
    switch (part.type) {
      case "Literal":
        this.#literal(source.literal(part.value, part), part, mode, fields);
        break;
      case "SingleQuoted":
        fields.add(source.literal(part.value, { pos: part.pos + 1, end: part.end - 1 }));
        break;
      case "AnsiCQuoted":
        fields.add(source.literal(part.value, { pos: part.pos + 2, end: part.end - 1 }));
        break;
      case "DoubleQuoted":
      case "LocaleString":
        // `""` is a word; `"$@"` is none without arguments.
        if (!(part.parts.length === 1 && isAllElements(part.parts[0]!))) fields.open();
        this.#append(part.parts, "quoted", fields);
        break;
      case "SimpleExpansion":
        this.#expansion(expandName(part.text.slice(1), this, part), part, mode, fields);
        break;
      case "ParameterExpansion":
        this.#expansion(expandParameter(part, this), part, mode, fields);
        break;
      case "CommandExpansion": {
        const { text, known } = this.#run(part);
        if (text === undefined) this.#unknown(source.unknown(part, known), isQuoted, fields);
        else if (isQuoted) fields.add(text, source.location(part));
        else fields.split(text, source.location(part));
        break;
      }
      case "ProcessSubstitution":
        if (part.script) this.#run(part);
        fields.add(source.unknown(part));
        break;
      case "ArithmeticExpansion":
        visitCommands(part.expression, (node) => this.#run(node));
        for (const name of assignedNames(part.text)) this.environment.assign(name, "unknown");
        fields.add(source.unknown(part));
        break;
      case "Glob":
      case "ExtendedGlob":
      case "BraceExpansion":
        // A lone `[` is the test command. Where nothing is split no files are looked for either.
        if (fields.isText || isQuoted || part.text === "[") fields.add(source.literal(part.text, part));
        else fields.addMany(source.unknown(part));
        break;
    }
  }

  #literal(value: Value, part: Place, mode: Mode, fields: Fields): void {
    if (mode === "operand") fields.split(value, this.source.location(part));
    else if (mode === "plain" && !value.isKnown) fields.addMany(value);
    else fields.add(value);
  }

  #expansion(expansion: Expansion, part: Ast.WordPart, mode: Mode, fields: Fields): void {
    const isQuoted = mode === "quoted";
    if (expansion.kind === "unknown") {
      this.#unknown(this.source.unknown(part, expansion.known), isQuoted && !expansion.isMany, fields);
      return;
    }
    const place = this.source.location(part);
    switch (expansion.kind) {
      case "value": {
        // A symbol means the same everywhere, so the place that counts is where it is used.
        const isSymbol = expansion.value.pieces.length === 1 && expansion.value.pieces[0]!.kind === "symbol";
        const value = isSymbol ? expansion.value.at(place) : expansion.value;
        if (isQuoted) fields.add(value, place);
        else fields.split(value, place);
        break;
      }
      case "words":
        if (expansion.isJoined && isQuoted)
          fields.add(joinWords(expansion.words, this.environment.variables.separators, place), place);
        else fields.addWords(expansion.words, isQuoted, place);
        break;
      case "operand":
        this.#append(expansion.operand.parts ?? [asLiteral(expansion.operand)], isQuoted ? mode : "operand", fields);
    }
  }

  #unknown(value: Value, isOne: boolean, fields: Fields): void {
    if (isOne) fields.add(value);
    else fields.addMany(value);
  }

  #run(part: Place & { readonly script: Ast.ParsedScript | undefined }): Substitution {
    if (!part.script) return { text: undefined, known: {} };
    const { text, known } = this.substitute(part.script, part, this.#isUnneeded);
    return { text: text && withoutLastLineEnd(text), known };
  }
}

/** True for `$@` and `${NAME[@]}`, which make several words of one even in quotes, or none. */
function isAllElements(part: Ast.WordPart): boolean {
  if (part.type === "SimpleExpansion") return part.text === "$@";
  return part.type === "ParameterExpansion" && (part.parameter === "@" || part.index?.value === "@");
}

/** A word that has no parts, as its one part. */
export function asLiteral({ value, text, pos, end }: Ast.Word): Ast.LiteralPart {
  return { type: "Literal", value, text, pos, end };
}

/** `"$*"`: joined with the first of the separators. */
function joinWords(words: readonly Word[], separators: string | undefined, place: Location): Value {
  return join(
    words.map((word) => word.value),
    separators?.[0] ?? "",
    place,
  );
}
