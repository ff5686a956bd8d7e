import { Value } from "../text/value";
import type { Lookup, Word } from "./command";

/** Longer values are not followed: `A=$A$A` grows beyond all bounds. */
const maxLength = 10_000;

type Binding = Value | readonly Word[] | "unknown";

/** The variables and the working directory of one shell. */
export class Environment {
  #bindings = new Map<string, Binding>();
  /** Names that a function has declared for itself. */
  #locals = new Set<string>();
  #isTainted = false;
  #directory: string | undefined = "";

  constructor(readonly lookup: Lookup) {}

  /** The working directory relative to where the script began; undefined when not known. */
  get directory(): string | undefined {
    return this.#directory;
  }

  /** The value of a variable; undefined when it cannot be known. */
  get(name: string): Value | undefined {
    const binding = this.#bindings.get(name);
    if (binding instanceof Value) return binding;
    if (binding !== undefined) return undefined;
    const value = this.lookup(name);
    // A sourced file may have set any variable; those that GitLab sets itself keep their meaning.
    if (this.#isTainted && !value?.pieces.every((piece) => piece.kind === "symbol")) return undefined;
    return value;
  }

  /** The words of an array variable. */
  getArray(name: string): readonly Word[] | undefined {
    const binding = this.#bindings.get(name);
    return Array.isArray(binding) ? (binding as readonly Word[]) : undefined;
  }

  set(name: string, value: Value | readonly Word[]): void {
    const isTooLong = value instanceof Value ? value.flat.length > maxLength : value.length > maxLength;
    this.#bindings.set(name, isTooLong ? "unknown" : value);
  }

  /** Keeps a variable to the function that declares it: the shell that calls it has its own. */
  declareLocal(name: string): void {
    this.#locals.add(name);
  }

  forget(name: string): void {
    this.#bindings.set(name, "unknown");
  }

  forgetAll(): void {
    this.#bindings.clear();
    this.#isTainted = true;
  }

  changeDirectory(target: string | undefined): void {
    if (target === undefined || this.#directory === undefined || /^[/~-]/.test(target)) this.#directory = undefined;
    else this.#directory = normalise(this.#directory, target);
  }

  clone(): Environment {
    const copy = new Environment(this.lookup);
    copy.#bindings = new Map(this.#bindings);
    copy.#locals = new Set(this.#locals);
    copy.#isTainted = this.#isTainted;
    copy.#directory = this.#directory;
    return copy;
  }

  /** A copy in which `$1`, `$2` … are the arguments of a function call. */
  withArguments(words: readonly Word[]): Environment {
    const copy = this.clone();
    copy.#locals = new Set();
    copy.setArguments(words);
    return copy;
  }

  /** Sets `$1`, `$2` … and `$@`; without words, or where one may be several, none of them is known. */
  setArguments(words: readonly Word[] | undefined): void {
    for (const name of this.#bindings.keys()) if (isArgument(name)) this.#bindings.delete(name);
    if (!words?.every((word) => word.isOne)) {
      for (let index = 1; index <= 9; index++) this.forget(String(index));
      this.forget("@");
      return;
    }
    words.forEach((word, index) => {
      this.#bindings.set(String(index + 1), word.value);
    });
    this.#bindings.set("@", words);
  }

  /** Takes over what another environment has become: functions run in the shell that calls them. */
  adopt(other: Environment): void {
    const isOwn = (name: string) => isArgument(name) || other.#locals.has(name);
    const own = [...this.#bindings].filter(([name]) => isOwn(name));
    this.#bindings = new Map([...[...other.#bindings].filter(([name]) => !isOwn(name)), ...own]);
    this.#isTainted = other.#isTainted;
    this.#directory = other.#directory;
  }

  /** Runs branches of which one is taken, or none when `mayTakeNone`; what they disagree on becomes unknown. */
  branch(branches: readonly ((environment: Environment) => void)[], mayTakeNone: boolean): void {
    const results = branches.map((run) => {
      const copy = this.clone();
      run(copy);
      return copy;
    });
    if (mayTakeNone) results.push(this.clone());
    const [first, ...others] = results;
    if (!first) return;
    for (const other of others) {
      for (const name of new Set([...first.#bindings.keys(), ...other.#bindings.keys()])) {
        const a = first.#bindings.get(name);
        const b = other.#bindings.get(name);
        if (a === b) continue;
        const isSame = a instanceof Value && b instanceof Value && a.key !== undefined && a.key === b.key;
        if (!isSame) first.#bindings.set(name, "unknown");
      }
      for (const name of other.#locals) first.#locals.add(name);
      first.#isTainted ||= other.#isTainted;
      if (first.#directory !== other.#directory) first.#directory = undefined;
    }
    this.#bindings = first.#bindings;
    this.#locals = first.#locals;
    this.#isTainted = first.#isTainted;
    this.#directory = first.#directory;
  }
}

function isArgument(name: string): boolean {
  return /^(\d+|@)$/.test(name);
}

/** Joins relative paths; undefined when the result leaves the start. */
function normalise(directory: string, target: string): string | undefined {
  const parts: string[] = [];
  for (const part of `${directory}/${target}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
