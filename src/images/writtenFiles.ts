import type { BuildahCall } from "../buildah/call";
import { findFlag } from "../buildah/call";
import type { Command, Word } from "../shell/command";
import { type Piece, type PrintingCommand, type UnknownPiece, Value } from "../text/value";

/** Texts of files by their path, relative to where a script begins; a text may hold unknown parts. */
export type FileTexts = ReadonlyMap<string, Value>;

/** Commands that leave the files alone that their words name. */
const readers = new Set(". [ cat chmod du echo grep head jq ls printf sha256sum source stat tail test wc".split(" "));

/** Longer texts are not followed. */
const maxLength = 10_000;

/** The small files that a script writes with `echo`, `printf` and `--digestfile` and reads with `cat`. */
export class WrittenFiles {
  readonly #texts: Map<string, Value>;
  readonly #printed = new Map<PrintingCommand, Value>();

  /** @param given files that are there when the script begins */
  constructor(given: FileTexts) {
    this.#texts = new Map(given);
  }

  get texts(): FileTexts {
    return this.#texts;
  }

  /** The command with what earlier ones printed into its words. */
  resolve(command: Command): Command {
    const isPrinted = (piece: Piece) => piece.kind === "unknown" && piece.commands !== undefined;
    if (!command.words.some(({ value }) => value.pieces.some(isPrinted))) return command;
    return { ...command, words: command.words.map((word) => this.#resolveWord(word)) };
  }

  #resolveWord(word: Word): Word {
    const pieces = word.value.pieces.map((piece) => this.#textOf(piece));
    if (pieces.every((piece) => piece === undefined)) return word;
    const value = Value.concat(word.value.pieces.map((piece, index) => pieces[index] ?? new Value([piece])));
    return { ...word, value, isOne: word.isOne || (value.isKnown && !/\s/.test(value.flat)) };
  }

  #textOf(piece: Piece): Value | undefined {
    const [command, ...others] = piece.kind === "unknown" ? (piece.commands ?? []) : [];
    const text = command && others.length === 0 ? this.#printed.get(command) : undefined;
    // The shell takes line ends off the end of what a command prints.
    return text?.isKnown ? text.slice(0, text.flat.replace(/\n+$/, "").length).at(piece.origin) : undefined;
  }

  /** Takes note of what a command prints and writes. `original` is the command before {@link resolve}. */
  follow(command: Command, original: Command, isCertain: boolean): void {
    const { output, words } = command;
    const text = this.#print(command);
    if (text) this.#printed.set(original, text);
    if (output) this.#write(pathOf(output.target.value, command.directory), text, command, isCertain);
    if (this.#texts.size === 0 || readers.has(words[0]!.value.literal ?? "")) return;
    for (const { value } of words) {
      const path = pathOf(value, command.directory);
      if (path !== undefined && this.#texts.has(path)) this.#texts.set(path, unknownText(command));
    }
  }

  /** Takes note of the digest that a call writes to a file, as a symbol of that name. */
  writeDigest(call: BuildahCall, digest: Value): void {
    const path = pathOf(findFlag(call, "--digestfile")?.value, call.command.directory);
    if (path !== undefined) this.#texts.set(path, digest);
  }

  #write(path: string | undefined, text: Value | undefined, command: Command, isCertain: boolean): void {
    if (path === undefined) return;
    const before = this.#texts.get(path);
    const written = text ?? unknownText(command);
    const kept = before && (command.output!.isAppend || !isCertain) ? [before] : [];
    const parts = isCertain ? [...kept, written] : [...kept, written].map(blur);
    const all = Value.concat(parts);
    this.#texts.set(path, all.flat.length > maxLength ? unknownText(command) : all);
  }

  /** What a command prints; undefined when that cannot be known. */
  #print({ words, input, directory }: Command): Value | undefined {
    const [name, first, ...others] = words.map(({ value }) => value);
    switch (name!.literal) {
      case "cat": {
        const path = others.length === 0 && input === "none" ? pathOf(first, directory) : undefined;
        return path === undefined ? undefined : this.#texts.get(path);
      }
      case "echo":
        return echo(
          words.slice(1).map(({ value }) => value),
          name!,
        );
      case "printf":
        return first && format(first, others);
      default:
        return undefined;
    }
  }
}

function echo(words: readonly Value[], name: Value): Value | undefined {
  const flags = words.findIndex((word) => !/^-[neE]+$/.test(word.flat));
  const rest = flags < 0 ? [] : words.slice(flags);
  // Whether a backslash means something depends on the shell.
  if (rest.some((word) => word.flat.includes("\\"))) return undefined;
  const origin = name.pieces[0]!.origin;
  const hasEnd = !words.slice(0, Math.max(flags, 0)).some((word) => word.flat.includes("n"));
  const parts = rest.flatMap((word, index) => (index > 0 ? [Value.literal(" ", origin), word] : [word]));
  return Value.concat([...parts, Value.literal(hasEnd ? "\n" : "", origin)]);
}

/** What printf makes of a format that holds nothing but `%s` and line ends. */
function format(text: Value, values: readonly Value[]): Value | undefined {
  const origin = text.pieces[0]?.origin;
  if (!origin || /%(?!s)|\\(?!n)/.test(text.flat)) return undefined;
  const parts = text.split("%s").map((part) => part.split("\\n"));
  if (parts.length - 1 !== values.length) return undefined;
  const end = Value.literal("\n", origin);
  const lines = parts.map((part) => Value.concat(part.flatMap((line, index) => (index > 0 ? [end, line] : [line]))));
  return Value.concat(lines.flatMap((line, index) => (index > 0 ? [values[index - 1]!, line] : [line])));
}

/** A text that may be there or not: of `NAME=value` the name stays. */
function blur(text: Value): Value {
  return Value.concat(
    text.split("\n").flatMap((line) => {
      const end = line.flat.indexOf("=") + 1;
      const hidden: UnknownPiece | undefined = line.pieces[0] && {
        kind: "unknown",
        source: line.display,
        origin: line.pieces[0].origin,
      };
      return hidden ? [line.slice(0, end), new Value([hidden, { ...hidden, kind: "literal", text: "\n" }])] : [];
    }),
  );
}

function unknownText({ words }: Command): Value {
  const { value } = words[0]!;
  return new Value([{ kind: "unknown", source: `$(${value.display})`, origin: value.pieces[0]!.origin }]);
}

/** A path relative to where the script begins; absolute ones stay. Undefined when it cannot be known. */
export function pathOf(value: Value | undefined, directory: string | undefined): string | undefined {
  const first = value?.pieces[0];
  const isProject = first?.kind === "symbol" && first.name === "CI_PROJECT_DIR";
  const text = isProject ? value!.slice(1).literal : value?.literal;
  if (text === undefined || (directory === undefined && !isProject && !text.startsWith("/"))) return undefined;
  if (text.startsWith("/") && !isProject) return text;
  return normalisePath(isProject ? text : `${directory}/${text}`);
}

/** `./a//b` is `a/b`. */
export function normalisePath(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}
