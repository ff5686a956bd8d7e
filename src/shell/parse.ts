import { type ParsedScript, parse } from "unbash";

export type * as Ast from "unbash";

/** Parses shell text and remembers the last results: the same script items stand in many jobs and come back at every key. */
export class ShellParser {
  readonly #cache = new Map<string, ParsedScript>();

  constructor(readonly capacity = 4096) {}

  /** The tree of `text`. It never throws; `errors` names what could not be read. */
  parse(text: string): ParsedScript {
    const known = this.#cache.get(text);
    if (known) return known;
    const script = parse(text);
    if (this.#cache.size >= this.capacity) this.#cache.clear();
    this.#cache.set(text, script);
    return script;
  }
}
