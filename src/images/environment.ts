import type { Settings } from "../config/settings";
import type { Pipeline } from "../gitlab/pipeline";
import type { Command, Word } from "../shell/command";
import type { Value } from "../text/value";
import { getValue } from "../yaml/node";
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

  /** True when the files set the variable nowhere, and nothing that is not known here may do so. */
  isUnset(name: string, { open, isFragment }: Pipeline, settings?: Settings): boolean {
    const { job, isComplete, opaque } = this.run;
    const own = getValue(job.body, "variables");
    const isRead = isComplete && open === undefined && !isFragment && (!own || (own.kind === "map" && !own.open));
    const mayBeSourced = opaque.some(({ words }) => /^(source|\.|eval)$/.test(words[0]!.value.flat));
    return isRead && !mayBeSourced && !this.has(name) && !settings?.knownVariables?.includes(name);
  }

  #export(words: readonly Word[]): void {
    for (const word of words) {
      const name = /^(\w+)=/.exec(word.value.flat)?.[1];
      if (name) this.#set.set(name, word.value.slice(name.length + 1));
    }
  }
}
