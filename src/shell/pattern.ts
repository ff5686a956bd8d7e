/** One step of a pattern: a letter, `?`, `[…]` or `*`. */
type Step = { readonly kind: "letter"; readonly letter: string } | { readonly kind: "any" | "star" } | ClassStep;

interface ClassStep {
  readonly kind: "class";
  readonly letters: RegExp;
}

/** Texts are matched at every place: longer ones are left alone. */
const maxText = 1000;

/** A pattern of the shell: of `case`, `[[ = ]]` and `${NAME%…}`. */
export class Pattern {
  readonly #steps: readonly Step[];

  private constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  /** Reads a pattern; undefined for one with parts that are not understood. Quoted parts stand for themselves. */
  static read(parts: readonly { readonly text: string; readonly isQuoted: boolean }[]): Pattern | undefined {
    const steps: Step[] = [];
    for (const { text, isQuoted } of parts) {
      const own = isQuoted ? letters(text) : readSteps(text);
      if (!own) return undefined;
      steps.push(...own);
    }
    return new Pattern(steps);
  }

  /** True when it matches any text. */
  get matchesAll(): boolean {
    return this.#steps.length > 0 && this.#steps.every((step) => step.kind === "star");
  }

  matches(text: string): boolean {
    return this.#matchesFrom(text, 0, text.length);
  }

  /** The length of the shortest or longest part at the start that matches; undefined when none does or when that is not known. */
  prefix(text: string, isLongest: boolean): number | undefined {
    return lengths(text, isLongest).find((length) => this.#matchesFrom(text, 0, length));
  }

  /** The same for the end of the text. */
  suffix(text: string, isLongest: boolean): number | undefined {
    return lengths(text, isLongest).find((length) => this.#matchesFrom(text, text.length - length, text.length));
  }

  /** Where it first matches, as long as possible. */
  find(text: string, start: number): { readonly start: number; readonly end: number } | undefined {
    const isFixed = this.#steps.every((step) => step.kind !== "star");
    for (let from = start; from < text.length; from++) {
      const last = isFixed ? from + this.#steps.length : text.length;
      for (let end = Math.min(last, text.length); end > from; end--) {
        if (this.#matchesFrom(text, from, end)) return { start: from, end };
        if (isFixed) break;
      }
    }
    return undefined;
  }

  /** True when texts of that length can be matched at every place in a moment. */
  isQuickFor(text: string): boolean {
    const stars = this.#steps.some((step) => step.kind === "star");
    return text.length <= (stars ? maxText / 5 : maxText);
  }

  /** Goes back to the last star only, so the time is at most the product of both lengths. */
  #matchesFrom(text: string, start: number, end: number): boolean {
    let at = start;
    let next = 0;
    let star = -1;
    let starAt = start;
    while (at < end) {
      const step = this.#steps[next];
      if (step?.kind === "star") {
        star = next++;
        starAt = at;
      } else if (step && matchesLetter(step, text[at]!)) {
        next++;
        at++;
      } else if (star >= 0) {
        next = star + 1;
        at = ++starAt;
      } else return false;
    }
    while (this.#steps[next]?.kind === "star") next++;
    return next === this.#steps.length;
  }
}

function lengths(text: string, isLongest: boolean): number[] {
  const all = Array.from({ length: text.length + 1 }, (_, length) => length);
  return isLongest ? all.reverse() : all;
}

function matchesLetter(step: Step, letter: string): boolean {
  if (step.kind === "letter") return step.letter === letter;
  return step.kind === "any" || (step.kind === "class" && step.letters.test(letter));
}

function letters(text: string): Step[] {
  return text.split("").map((letter) => ({ kind: "letter", letter }));
}

function readSteps(text: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (letter === "\\" && at + 1 < text.length) steps.push({ kind: "letter", letter: text[++at]! });
    else if (letter === "?") steps.push({ kind: "any" });
    else if (letter === "*") steps.push({ kind: "star" });
    else if (letter !== "[") steps.push({ kind: "letter", letter });
    else {
      const found = /^\[([!^]?)(\]?[^\][\\]*)\]/.exec(text.slice(at));
      // `[[:alpha:]]` and what is no class stay unread.
      if (!found) return undefined;
      // A range that is none, `z-a`, has no meaning.
      try {
        steps.push({
          kind: "class",
          letters: new RegExp(`[${found[1] ? "^" : ""}${found[2]!.replace(/[\]^]/g, "\\$&")}]`, "s"),
        });
      } catch {
        return undefined;
      }
      at += found[0].length - 1;
    }
  }
  return steps;
}
