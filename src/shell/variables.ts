import { Value } from "../text/value";
import type { Lookup, Word } from "./command";

/** What a shell sets `IFS` to, whatever its environment says. */
const blanks = " \t\n";
const separators = Value.literal(blanks, { file: "", span: { start: 0, end: 0 } });

/** Longer values are not followed: `A=$A$A` grows beyond all bounds. */
const maxLength = 10_000;

/** What a variable holds: a text, the words of an array, the entries of an associative array. */
export type Content = Value | readonly Word[] | ReadonlyMap<string, Value> | "unset" | "unknown";

/** What a program sees of the variables of the shell that starts it: `sudo` may take them away, `env -i` does. */
export type Sees = "all" | "unknown" | "nothing";

/** The variables of one shell. A copy shares everything until one of the two is changed. */
export class Variables {
  #contents = new Map<string, Content>();
  /** Names that the script exports; the job's own variables are exported without it. */
  #exported = new Set<string>();
  #isShared = false;
  /** True once something has run that may have set any variable. */
  #isTainted = false;
  /** What `snapshot` has returned since the last change. */
  #snapshot: Variables | undefined;

  constructor(readonly lookup: Lookup) {}

  /** What a variable holds. `@` holds the arguments of the script or function. */
  content(name: string): Content {
    const own = this.#contents.get(name);
    if (own !== undefined) return own;
    if (isArgument(name)) return this.#argument(name);
    if (name === "IFS") return separators;
    const value = this.lookup(name);
    // A sourced file may have set any variable; those that GitLab sets itself keep their meaning.
    if (this.#isTainted && !value?.pieces.every((piece) => piece.kind === "symbol")) return "unknown";
    return value ?? "unknown";
  }

  /** The text of a variable, that of an array's first element; undefined when it cannot be known or there is none. */
  get(name: string): Value | undefined {
    const content = this.content(name);
    if (content instanceof Value) return content;
    if (isWords(content)) return content[0]?.isOne ? content[0].value : undefined;
    return content instanceof Map ? content.get("0") : undefined;
  }

  /** The letters at which words are split, `IFS`; undefined when they are not known. */
  get separators(): string | undefined {
    const content = this.content("IFS");
    return content === "unset" ? blanks : content instanceof Value ? content.literal : undefined;
  }

  /** What a program that is started now sees under the name. */
  exported(name: string): Value | undefined {
    const isOwn = this.#contents.has(name);
    return isOwn && !this.#exported.has(name) && this.lookup(name) === undefined ? undefined : this.get(name);
  }

  set(name: string, content: Content): void {
    this.#own();
    this.#contents.set(name, isTooLong(content) ? "unknown" : content);
  }

  export(name: string): void {
    if (this.#exported.has(name)) return;
    this.#own();
    this.#exported.add(name);
  }

  /** Nothing is known any more but what GitLab sets itself. */
  forgetAll(): void {
    this.#own();
    this.#contents.clear();
    this.#isTainted = true;
  }

  /** These variables as they are now: for reading only. */
  snapshot(): Variables {
    this.#snapshot ??= this.clone();
    return this.#snapshot;
  }

  clone(): Variables {
    const copy = new Variables(this.lookup);
    this.#isShared = true;
    copy.#adopt(this);
    return copy;
  }

  /** The variables of a shell that this one starts as a program: exported ones only. */
  forProgram(sees: Sees): Variables {
    if (sees !== "all") return new Variables(() => (sees === "nothing" ? new Value([]) : undefined));
    const copy = new Variables(this.lookup);
    copy.#isTainted = this.#isTainted;
    for (const [name, content] of this.#contents) {
      if (isArgument(name) || name === "IFS") continue;
      const value = content === "unset" ? content : (this.exported(name) ?? "unknown");
      copy.#contents.set(name, value);
      copy.#exported.add(name);
    }
    return copy;
  }

  /** Puts the variables of another shell in the place of these. */
  become(other: Variables): void {
    if (other === this) return;
    other.#isShared = true;
    this.#adopt(other);
  }

  /** Keeps what both agree on. True when something is not known any more. */
  join(other: Variables): boolean {
    if (other.#contents === this.#contents && other.#isTainted === this.#isTainted) return false;
    let isChanged = other.#isTainted && !this.#isTainted;
    for (const name of new Set([...this.#contents.keys(), ...other.#contents.keys()])) {
      const before = this.content(name);
      const joined = join(name, before, other.content(name));
      if (isSame(before, joined)) continue;
      isChanged = true;
      this.set(name, joined);
    }
    for (const name of this.#exported) {
      if (other.#exported.has(name)) continue;
      this.#own();
      this.#exported.delete(name);
    }
    this.#isTainted ||= other.#isTainted;
    return isChanged;
  }

  #argument(name: string): Content {
    const words = this.#contents.get("@");
    if (!words || !isWords(words)) return "unknown";
    const index = Number(name) - 1;
    if (index < 0 || !words.slice(0, index + 1).every((word) => word.isOne)) return "unknown";
    return words[index]?.value ?? "unset";
  }

  #adopt(other: Variables): void {
    this.#contents = other.#contents;
    this.#exported = other.#exported;
    this.#isTainted = other.#isTainted;
    this.#isShared = true;
    this.#snapshot = undefined;
  }

  #own(): void {
    if (!this.#isShared) return;
    this.#snapshot = undefined;
    this.#contents = new Map(this.#contents);
    this.#exported = new Set(this.#exported);
    this.#isShared = false;
  }
}

/** True for an array's words. */
export function isWords(content: Content): content is readonly Word[] {
  return Array.isArray(content);
}

function isArgument(name: string): boolean {
  return name === "@" || (name.charCodeAt(0) >= 48 && name.charCodeAt(0) <= 57);
}

function isTooLong(content: Content): boolean {
  if (content instanceof Value) return content.flat.length > maxLength;
  return isWords(content) && content.length > maxLength;
}

function isSame(a: Content, b: Content): boolean {
  if (a === b) return true;
  if (a instanceof Value && b instanceof Value) return isSameValue(a, b);
  if (isWords(a) && isWords(b)) {
    return a.length === b.length && a.every((word, index) => isSameWord(word, b[index]!));
  }
  return false;
}

function isSameValue(a: Value, b: Value): boolean {
  return a === b || (a.identity !== undefined && a.identity === b.identity);
}

function isSameWord(a: Word, b: Word): boolean {
  return a === b || (a.isOne && b.isOne && isSameValue(a.value, b.value));
}

/** What is known of a variable that holds the one or the other. */
function join(name: string, a: Content, b: Content): Content {
  if (isSame(a, b)) return a;
  return isWords(a) && isWords(b) ? joinWords(name, a, b) : "unknown";
}

/** Arrays that begin alike and go on in different ways: `if …; then FLAGS+=(--no-cache); fi`. */
function joinWords(name: string, a: readonly Word[], b: readonly Word[]): readonly Word[] {
  let length = 0;
  while (length < a.length && length < b.length && isSameWord(a[length]!, b[length]!)) length++;
  // A last word that may be several already stands for all that may follow.
  if (a[length - 1]?.isOne === false) return a.slice(0, length);
  const { location } = (a[length] ?? b[length])!;
  const source = name === "@" ? `\${@:${length + 1}}` : `\${${name}[@]:${length}}`;
  const piece = { kind: "unknown", source, origin: location } as const;
  return [...a.slice(0, length), { value: new Value([piece]), location, isOne: false }];
}
