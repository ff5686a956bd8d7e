import type { Location } from "../text/span";
import type { Origin, Value } from "../text/value";

/** One item of a script, decoded, with its place in the file. */
export interface ScriptText {
  readonly text: string;
  readonly origin: Origin;
}

/** One word of a command, after expansion. */
export interface Word {
  readonly value: Value;
  /** Where the word stands in the script; its value may come from elsewhere. */
  readonly location: Location;
  /** False when the word may turn out as no word or as several: an unquoted unknown variable, a glob. */
  readonly isOne: boolean;
}

/** A file that a command writes its standard output to. */
export interface FileOutput {
  readonly target: Word;
  readonly isAppend: boolean;
}

/** A simple command as the shell would run it. */
export interface Command {
  /** The command's name and its arguments; prefixes such as `sudo` or `env A=b` are taken off. Never empty. */
  readonly words: readonly Word[];
  /** `NAME=value` in front of the command. */
  readonly assignments: ReadonlyMap<string, Value>;
  /** From the first to the last word in the script, prefixes included. */
  readonly location: Location;
  /** Index of the script item that holds the command. */
  readonly item: number;
  /** True when it may not run though nothing before it fails: a branch, a loop over unknown words, the right side of `||`. */
  readonly isConditional: boolean;
  /** True when its failure does not fail the job: `|| …`, a condition, `!`, `set +e`, the left side of `&&` before the script's end. */
  readonly toleratesFailure: boolean;
  /** What feeds its standard input. */
  readonly input: "none" | "pipe" | "text" | "file";
  /** The text that feeds it, where that can be told: of a here-document, a here-string, `echo … |`. */
  readonly inputText: Value | undefined;
  /** The file that takes its standard output, when a redirection of its own or of a group around it says so. */
  readonly output: FileOutput | undefined;
  /** The working directory relative to where the script began; undefined when not known. */
  readonly directory: string | undefined;
  /** The value of a variable in the command's environment; undefined when it is not set there or cannot be known. */
  variable(name: string): Value | undefined;
}

/** The values of variables when the script begins; undefined for a variable that is set nowhere. */
export type Lookup = (name: string) => Value | undefined;

/** What a script runs, in order. */
export interface Evaluation {
  readonly commands: readonly Command[];
  /** False when a part could not be read: then there may be more commands than these. */
  readonly isComplete: boolean;
}
