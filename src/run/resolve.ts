import type { RunQuestion, RunValue } from "../protocol/messages";
import type { Word } from "../shell/command";
import type { Piece, Value } from "../text/value";
import type { StandIns } from "./standIns";

/** Names of values that must not be shown. */
const secret = /password|passwd|passphrase|token|secret|credential|private|(^|_)(key|auth|jwt)(_|\b)/i;

/** What a secret is shown as. */
const hidden = "***";

/** Replaces what the pipeline's files do not tell, and notes what was filled in and what must be asked. */
export class Resolver {
  readonly #values = new Map<string, RunValue>();
  readonly #questions = new Map<string, RunQuestion>();

  constructor(
    readonly standIns: StandIns,
    readonly answers: Readonly<Record<string, string>>,
  ) {}

  /** The values that were filled in, in the order of their first use. Those of secrets are not in it. */
  get values(): readonly RunValue[] {
    return [...this.#values.values()];
  }

  /** The answers that must not be seen: not in the process list either. */
  get secrets(): readonly string[] {
    return Object.entries(this.answers).flatMap(([id, answer]) => (secret.test(id) && answer !== "" ? [answer] : []));
  }

  /** What is still open; the texts then hold the expressions as they are written. */
  get questions(): readonly RunQuestion[] {
    return [...this.#questions.values()];
  }

  /** The text of a value. */
  text(value: Value): string {
    return value.pieces.map((piece) => this.#piece(piece) ?? written(piece)).join("");
  }

  /** The words that a word stands for: unquoted answers are split on blanks as the shell does, empty ones make none. */
  words(word: Word): readonly string[] {
    if (word.isOne) return [this.text(word.value)];
    const words: string[] = [];
    let current: string | undefined;
    const flush = () => {
      if (current !== undefined) words.push(current);
      current = undefined;
    };
    for (const piece of word.value.pieces) {
      const text = this.#piece(piece);
      if (piece.kind !== "unknown" || text === undefined) {
        current = (current ?? "") + (text ?? written(piece));
        continue;
      }
      for (const part of text.split(/([ \t\n]+)/)) {
        if (/^[ \t\n]/.test(part)) flush();
        else if (part !== "") current = (current ?? "") + part;
      }
    }
    flush();
    return words;
  }

  /** The value of a variable that the pipeline's files do not tell; undefined when it has to be asked. */
  variable(name: string): string | undefined {
    return this.#answer(name) ?? this.#standIn(name) ?? this.#ask(name, promptFor(name, this.standIns.isUnset(name)));
  }

  /** The answer to a question of its own; undefined when it was not given yet. */
  question(id: string, prompt: string): string | undefined {
    return this.#answer(id) ?? this.#ask(id, prompt);
  }

  #piece(piece: Piece): string | undefined {
    if (piece.kind === "literal") return piece.text;
    const name = piece.kind === "symbol" ? piece.name : piece.variable;
    if (name !== undefined) return this.variable(name);
    const { source } = piece as Piece & { kind: "unknown" };
    return this.#answer(source) ?? this.#parameter(source) ?? this.#ask(source, `Result of ${source}`);
  }

  /** `${NAME:-default}`, `${NAME-default}` and `${NAME:0:8}` of a variable that is known or certainly not set. */
  #parameter(source: string): string | undefined {
    const match = /^\$\{(\w+)(?::?-([^${}`"'\\]*)|:(\d+)(?::(\d+))?)\}$/.exec(source);
    if (!match) return undefined;
    const [, name, fallback, from, length] = match as unknown as [string, string, string?, string?, string?];
    const value = this.#standIn(name);
    if (fallback !== undefined) return value ?? (this.standIns.isUnset(name) ? fallback : undefined);
    const start = Number(from);
    return value?.slice(start, length === undefined ? undefined : start + Number(length));
  }

  #answer(id: string): string | undefined {
    if (!Object.hasOwn(this.answers, id)) return undefined;
    const value = this.answers[id]!;
    const isSecret = secret.test(id);
    this.#values.set(id, { name: id, value: isSecret ? hidden : value, source: "your answer", isSecret });
    return value;
  }

  #standIn(name: string): string | undefined {
    const found = this.standIns.values.get(name);
    if (found) this.#values.set(name, { name, value: found.value, source: found.source, isSecret: false });
    return found?.value;
  }

  #ask(id: string, prompt: string): undefined {
    const isSecret = secret.test(id);
    this.#questions.set(id, { id, prompt: isSecret ? `${prompt} (secret: not shown, not stored)` : prompt, isSecret });
    return undefined;
  }
}

function promptFor(name: string, isUnset: boolean): string {
  if (isUnset) return `Value of ${name}, which GitLab does not set for what is checked out`;
  if (/^(CI|GITLAB)_/.test(name)) return `Value of ${name}, which GitLab would set`;
  return `Value of ${name}, which the pipeline's files do not tell`;
}

function written(piece: Piece): string {
  return piece.kind === "literal" ? piece.text : piece.kind === "symbol" ? `$${piece.name}` : piece.source;
}
