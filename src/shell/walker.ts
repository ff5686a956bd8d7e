import type { Command, FileOutput } from "./command";
import type { Environment, ShellFunction } from "./environment";
import type { Expander } from "./expand";
import { Frame } from "./frame";
import type { Ast, ShellParser } from "./parse";
import type { PlacedWord, Source } from "./source";

/** Whether something succeeds; undefined when that cannot be told. */
export type Status = boolean | undefined;

/** What is known about whether and how a part of a script runs. */
export interface Context {
  readonly isConditional: boolean;
  /** True where a failure ends the shell under `set -e`: not in a condition, left of `||` or `&&`, behind `!`. */
  readonly isChecked: boolean;
  /** True when its status is that of the script, or of a function or shell whose failure counts. */
  readonly isFinal: boolean;
  /** The innermost frame that it stands in. */
  readonly frame: Frame;
  /** The innermost frame around an `&&` left of it whose left side is taken to succeed. */
  readonly assumedIn: Frame | undefined;
  readonly input: Input;
  readonly output: FileOutput | undefined;
}

/** What feeds the standard input, and the text of it where that can be told. */
export interface Input {
  readonly kind: Command["input"];
  readonly text?: PlacedWord | undefined;
}

/** Nothing feeds the standard input. */
export const noInput: Input = { kind: "none" };

/** What has come of a script so far. */
export interface State {
  readonly commands: Command[];
  /** Nodes that were visited: loops may be nested and hold no command. */
  steps: number;
  /** How deep the walk is in the trees. */
  depth: number;
  isComplete: boolean;
  readonly parser: ShellParser;
}

/** A part of a script that can be run. */
export type Node = Ast.PipelineNode | Ast.AndOr | Ast.CompoundList;

/** Walks the tree of one script text. */
export interface Walker {
  readonly state: State;
  readonly source: Source;
  readonly item: number;
  run(node: Node, environment: Environment, context: Context): Status;
  /** @param isAssigned true where the failure of a substitution counts: nothing is done but to assign what it prints */
  expander(environment: Environment, context: Context, isAssigned?: boolean): Expander;
  /** Runs a script that was read from a text. */
  runScript(script: Ast.ParsedScript, source: Source, environment: Environment, context: Context): Status;
  /** Runs a script that stands in a value: the text of `sh -c`, `eval`, a here-document. */
  runText(source: Source, environment: Environment, context: Context): Status;
  /** Runs the body of a function where it was defined. */
  runBody(called: ShellFunction, environment: Environment, context: Context): Status;
}

/** Where nothing comes of a failure: in a condition, left of `||`, behind `!`. */
export function unchecked(context: Context): Context {
  return context.isChecked || context.isFinal ? { ...context, isChecked: false, isFinal: false } : context;
}

/** The inside of a shell of its own or of a function: its status is that of one command. */
export function inFrame(kind: "shell" | "function", environment: Environment, context: Context): Context {
  const isTolerated = toleratesFailure(environment, context);
  const isConditional = context.isConditional || environment.mayBeGone;
  const frame = new Frame(kind, kind === "shell" ? undefined : context.frame, isTolerated);
  const assumedIn = kind === "shell" ? undefined : context.assumedIn;
  return { ...context, isFinal: !isTolerated, isConditional, frame, assumedIn };
}

/** True when the failure of a command there does not fail the job. */
export function toleratesFailure(environment: Environment, context: Context): boolean {
  const isNoticed = (context.isChecked && environment.options.errexit) || context.isFinal;
  return !isNoticed || context.frame.shell.toleratesFailure;
}
