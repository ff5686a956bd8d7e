import type { RunInstruction } from "../protocol/messages";
import { locateFailure } from "./failure";
import { type BuildStep, readStep } from "./steps";

/** What is to blame for a failed build. */
export interface Blame {
  /** What went wrong, in one line. */
  readonly message: string;
  /** The instruction; undefined when the command as a whole is to blame. */
  readonly instruction: RunInstruction | undefined;
}

/** What an output tells of a build, as far as it has come. */
export interface BuildRecord {
  /** Every step that was announced, in order. */
  readonly steps: readonly BuildStep[];
  /** The last error; `details` are the single errors where it says that there are several. */
  readonly error: { readonly text: string; readonly details: readonly string[] } | undefined;
  /** The last line that a program of the running step wrote to its error output. */
  readonly lastWords: string | undefined;
  /** True after the last step, while the image is saved. */
  readonly isSaving: boolean;
}

/** Output streams of a process. */
export type OutputStream = "stdout" | "stderr";

/** Longer lines are cut: no line that matters is as long, and a program may write without ever ending a line. */
const maxLine = 64 * 1024;

/** More steps are not remembered: a program may print lines that look like them without end. */
const maxSteps = 10_000;

/** Lines that Buildah and its runtime add to what a failed program says. */
const noise =
  /^(subprocess exited with |process exited with error|time="|\s*$|\s+\* |Error: |exit status \d+$|Getting image source|Copying (blob|config)|Writing manifest|Storing signatures|Trying to pull)/;

const isError = /^(?:Error: |(?=Error during |error building at STEP ))(.*)$/;

/**
 * Follows the output of one `buildah build`, versions 1.21 to 1.44. Steps come on its standard output, its own errors on
 * its error output; where both come on one stream, name that one for all.
 */
export class BuildProgress {
  readonly #steps: BuildStep[] = [];
  readonly #rest: Record<OutputStream, string> = { stdout: "", stderr: "" };
  #error: { text: string; details: string[] } | undefined;
  #crash: string | undefined;
  #logged: string | undefined;
  #lastWords: string | undefined;
  #isSaving = false;

  /** @param instructions those of the Containerfile, if it is known */
  constructor(readonly instructions: readonly RunInstruction[] = []) {}

  /** The step that runs, or ran last. */
  get step(): BuildStep | undefined {
    return this.#steps.at(-1);
  }

  /** Takes a piece of output; pieces may begin and end anywhere. */
  write(stream: OutputStream, text: string): void {
    const lines = (this.#rest[stream] + text).split(/\r?\n/);
    this.#rest[stream] = lines.pop()!.slice(0, maxLine);
    for (const line of lines) this.#line(stream, line.slice(0, maxLine));
  }

  /** What is to blame, when the build ended with an exit code that is not 0. Call it after the last output. */
  blame(exitCode: number): Blame {
    for (const stream of ["stdout", "stderr"] as const) this.write(stream, "\n");
    const text = this.#error?.text ?? (this.#crash === undefined ? this.#logged : `Buildah crashed: ${this.#crash}`);
    const error = this.#error ?? (text === undefined ? undefined : { text, details: [] });
    const record = { steps: this.#steps, error, lastWords: this.#lastWords, isSaving: this.#isSaving };
    return locateFailure(record, this.instructions, exitCode);
  }

  #line(stream: OutputStream, line: string): void {
    const step = readStep(line);
    if (step) {
      if (this.#steps.length === maxSteps) this.#steps.shift();
      this.#steps.push(step);
      this.#lastWords = undefined;
      this.#isSaving = false;
      return;
    }
    if (/^(\[[^\]\s]*\] )*COMMIT( |$)/.test(line)) this.#isSaving = true;
    // A program in the build may print such a line too, but Buildah's own comes last.
    const error = isError.exec(line)?.[1];
    if (error !== undefined) this.#error = { text: error, details: [] };
    else if (this.#error && /^\s+\* /.test(line)) this.#error.details.push(line.replace(/^\s+\* /, ""));
    this.#crash ??= /^panic: (.*)$/.exec(line)?.[1];
    const logged = /^time="[^"]*" level=(?:error|fatal) msg=(".*")$/.exec(line)?.[1];
    if (logged) this.#logged = unquote(logged);
    if (stream === "stderr" && !noise.test(line) && !this.#crash) this.#lastWords = line.trim();
  }
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
