import { locationWithin, type Origin, originWithin, type UnknownPiece, Value } from "../text/value";
import type { ScriptText, Word } from "./command";

/** A place in a shell text: offsets of the text, `end` exclusive. */
export interface Place {
  readonly pos: number;
  readonly end: number;
}

/** A shell text that makes values which know their place in the file. */
export class Source {
  constructor(
    readonly script: ScriptText,
    /** Set for text whose own positions mean nothing in the file: everything in it stands here. */
    readonly fixed?: Origin,
  ) {}

  origin({ pos, end }: Place): Origin {
    return this.fixed ?? originWithin(this.script.origin, this.script.text.length, pos, end);
  }

  /** The text as written. */
  slice({ pos, end }: Place): string {
    return this.script.text.slice(pos, end);
  }

  literal(text: string, place: Place): Value {
    // Quoted with single quotes, an input is still replaced before the shell sees it.
    if (text.includes("${___") && this.slice(place).includes("$[[")) return this.unknown(place);
    return Value.literal(text, this.origin(place));
  }

  /** @param known what is known of it nevertheless */
  unknown(place: Place, known?: Pick<UnknownPiece, "variable" | "commands">): Value {
    return new Value([{ kind: "unknown", source: this.slice(place), origin: this.origin(place), ...known }]);
  }

  word(value: Value, { pos, end }: Place, isOne: boolean): Word {
    const location = this.fixed ?? locationWithin(this.script.origin, this.script.text.length, pos, end);
    return { value, location, isOne };
  }
}

/** `$[[ inputs.x ]]` is no shell: a variable of the same length that is set nowhere stands in for it. */
export function maskInputs(text: string): string {
  return text.replace(/\$\[\[.*?\]\]/gs, (input) => `\${${"_".repeat(input.length - 3)}}`);
}
