import type { Value } from "../text/value";
import type { Word } from "./command";
import type { Frame } from "./frame";
import type { Ast } from "./parse";
import type { Source } from "./source";
import type { Content, Sees, Variables } from "./variables";

/** A function of the script. */
export interface ShellFunction {
  readonly body: Ast.Function["body"];
  /** The text that it stands in. */
  readonly source: Source;
  /** The script item that it stands in. */
  readonly item: number;
}

/** What `set` switches on. */
export interface Options {
  /** `-e`: a failure ends the script. */
  readonly errexit: boolean;
  /** `-o pipefail`: a pipe fails with any of its parts. */
  readonly pipefail: boolean;
  /** `-a`: what is assigned is exported. */
  readonly allexport: boolean;
}

/** One shell at a point of its script: variables, functions, directory, options, and whether the script gets there. */
export class Environment {
  #functions: ReadonlyMap<string, ShellFunction | undefined> = new Map();
  #directory: string | undefined = "";
  /** What the caller of a function has under the names that the function keeps to itself. */
  #locals: ReadonlyMap<string, Content> = new Map();
  #isGone = false;
  /** The shell as it was where the script may have left a part of it, by that part. */
  #left: ReadonlyMap<Frame, Environment> = new Map();

  constructor(
    readonly variables: Variables,
    /** GitLab Runner begins its scripts so (gitlab-runner, shells/bash.go). */
    public options: Options = { errexit: true, pipefail: true, allexport: false },
  ) {}

  /** The working directory relative to where the script began; undefined when not known. */
  get directory(): string | undefined {
    return this.#directory;
  }

  /** True when the script does not get here. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** True when the script may have left a part of it before it gets here. */
  get mayBeGone(): boolean {
    return this.#left.size > 0;
  }

  /** True when the script may have left a frame, or one around it. */
  mayHaveLeft(frame: Frame): boolean {
    for (let at: Frame | undefined = frame; at; at = at.parent) if (this.#left.has(at)) return true;
    return false;
  }

  /** The function of that name: undefined when there is none, `unknown` when it may be one of several. */
  function(name: string): ShellFunction | "unknown" | undefined {
    return this.#functions.get(name) ?? (this.#functions.has(name) ? "unknown" : undefined);
  }

  define(name: string, shellFunction: ShellFunction): void {
    this.#functions = new Map(this.#functions).set(name, shellFunction);
  }

  assign(name: string, content: Content): void {
    this.variables.set(name, content);
    if (this.options.allexport) this.variables.export(name);
  }

  changeDirectory(target: string | undefined): void {
    if (target === undefined || this.#directory === undefined || /^[/~-]/.test(target)) this.#directory = undefined;
    else this.#directory = normalise(this.#directory, target);
  }

  /** A shell that begins as this one is: a subshell, a part of a pipe. */
  clone(): Environment {
    const copy = new Environment(this.variables.clone(), this.options);
    copy.#functions = this.#functions;
    copy.#directory = this.#directory;
    copy.#locals = this.#locals;
    return copy;
  }

  /**
   * A shell that this one starts as a program.
   * @param assignments variables that it is given
   */
  forProgram(sees: Sees, assignments: ReadonlyMap<string, Value>): Environment {
    const options = { errexit: false, pipefail: false, allexport: false };
    const program = new Environment(this.variables.forProgram(sees), options);
    for (const [name, value] of assignments) {
      program.variables.set(name, value);
      program.variables.export(name);
    }
    program.#directory = this.#directory;
    return program;
  }

  /** Runs the body of a function with its arguments: it has `$1`, `$2` … and its local variables for itself. */
  call(words: readonly Word[], locals: ReadonlyMap<string, Value>, run: () => void): void {
    const outer = this.#locals;
    const before = this.variables.content("@");
    this.#locals = new Map();
    this.variables.set("@", words);
    for (const [name, value] of locals) {
      this.declareLocal(name);
      this.assign(name, value);
    }
    run();
    for (const [name, content] of this.#locals) this.variables.set(name, content);
    this.variables.set("@", before);
    this.#locals = outer;
  }

  /** Keeps a variable to the function that declares it. */
  declareLocal(name: string): void {
    if (!this.#locals.has(name)) this.#locals = new Map(this.#locals).set(name, this.variables.content(name));
  }

  /** The script leaves a frame here, or may. */
  leave(frame: Frame, isCertain: boolean): void {
    const here = this.clone();
    const before = this.#left.get(frame);
    if (before) here.#join(before);
    this.#left = new Map(this.#left).set(frame, here);
    this.#isGone ||= isCertain;
  }

  /** The script ends here with a failure: so does the job. */
  fail(): void {
    this.#isGone = true;
  }

  /** Where a frame ends: the script comes here by leaving it, too. */
  arrive(frame: Frame): void {
    const left = this.#left.get(frame);
    if (!left) return;
    const others = new Map(this.#left);
    others.delete(frame);
    if (this.#isGone) this.#become(left);
    else this.#join(left);
    this.#left = others;
    this.#isGone = false;
  }

  /** Runs branches of which one is taken, or none when `mayTakeNone`; what they disagree on becomes unknown. */
  branch(branches: readonly ((environment: Environment) => void)[], mayTakeNone: boolean): void {
    const results = branches.map((run) => {
      const copy = this.clone();
      run(copy);
      return copy;
    });
    if (mayTakeNone) results.push(this.clone());
    const left = new Map(this.#left);
    for (const result of results) {
      for (const [frame, environment] of result.#left) {
        const before = left.get(frame);
        if (before) environment.#join(before);
        left.set(frame, environment);
      }
    }
    const [first, ...others] = results.filter((result) => !result.#isGone);
    if (first) {
      for (const other of others) first.#join(other);
      this.#become(first);
    } else this.#isGone = true;
    this.#left = left;
  }

  /** Forgets what a part of the script changes that runs again and again. */
  settle(run: (environment: Environment) => void): void {
    for (let round = 0; round < 5; round++) {
      const copy = this.clone();
      run(copy);
      if (copy.#isGone || !this.#join(copy)) return;
    }
    this.variables.forgetAll();
  }

  /** True when something is not known any more. */
  #join(other: Environment): boolean {
    let isChanged = this.variables.join(other.variables);
    if (other.#functions !== this.#functions) {
      const functions = new Map(this.#functions);
      for (const name of new Set([...functions.keys(), ...other.#functions.keys()]))
        if (functions.get(name)?.body !== other.#functions.get(name)?.body) functions.set(name, undefined);
      this.#functions = functions;
    }
    if (other.#locals !== this.#locals) this.#locals = new Map([...other.#locals, ...this.#locals]);
    if (other.#directory !== this.#directory) {
      isChanged ||= this.#directory !== undefined;
      this.#directory = undefined;
    }
    const { errexit, pipefail, allexport } = other.options;
    this.options = {
      errexit: this.options.errexit && errexit,
      pipefail: this.options.pipefail && pipefail,
      allexport: this.options.allexport && allexport,
    };
    return isChanged;
  }

  #become(other: Environment): void {
    this.variables.become(other.variables);
    this.#functions = other.#functions;
    this.#directory = other.#directory;
    this.#locals = other.#locals;
    this.options = other.options;
  }
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
