import type { Command, Word } from "../shell/command";
import type { Value } from "../text/value";
import type { JobRun } from "./flow";

const declarations = new Set(["export", "declare", "readonly", "typeset"]);

/** Variables of a job as one of its commands sees them in its environment. */
export class JobEnvironment {
  readonly #set = new Map<string, Value>();

  constructor(
    readonly run: JobRun,
    readonly command: Command,
  ) {
    for (const earlier of run.commands) {
      if (earlier === command) break;
      if (declarations.has(earlier.words[0]!.value.literal ?? "")) this.#export(earlier.words);
    }
    for (const [name, value] of command.assignments) this.#set.set(name, value);
  }

  /** The value as far as the pipeline's files tell it. */
  get(name: string): Value | undefined {
    return this.#set.get(name) ?? this.run.variable(name);
  }

  /** True when the pipeline's files set the variable, to whatever value. */
  has(name: string): boolean {
    return this.#set.has(name) || this.run.job.variableNames.includes(name) || this.run.instance.matrix.has(name);
  }

  #export(words: readonly Word[]): void {
    for (const word of words) {
      const name = /^(\w+)=/.exec(word.value.flat)?.[1];
      if (name) this.#set.set(name, word.value.slice(name.length + 1));
    }
  }
}
