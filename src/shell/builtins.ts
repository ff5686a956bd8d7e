import type { Value } from "../text/value";
import type { Word } from "./command";
import { decideArguments } from "./conditions";
import type { Environment, Options } from "./environment";
import type { Frame } from "./frame";
import { readFirstLine, readLines } from "./read";
import { isWords } from "./variables";
import type { Context, Status } from "./walker";

/** How a builtin is called. */
interface Call {
  readonly args: readonly Word[];
  /** `NAME=value` in front of it. */
  readonly assignments: ReadonlyMap<string, Value>;
  readonly environment: Environment;
  readonly context: Context;
}

/** Does to the shell what the command does, and tells whether it succeeds where that is certain. */
export function runBuiltin(name: string, call: Call): Status {
  const { args, environment, context } = call;
  switch (name) {
    case ":":
    case "true":
    case "echo":
      return true;
    case "false":
      return false;
    case "[":
      return args.at(-1)?.value.flat === "]" ? decide(args.slice(0, -1)) : undefined;
    case "test":
      return decide(args);
    case "cd":
      environment.changeDirectory(args[0]?.isOne ? args[0].value.literal : undefined);
      return undefined;
    case "pushd":
    case "popd":
      environment.changeDirectory(undefined);
      return undefined;
    case "set":
      return set(call);
    case "shift":
      return shift(call);
    case "unset":
      return unset(call);
    case "read":
      readFirstLine(
        args.map(({ value }) => value),
        context.input.text?.value,
        call.assignments.get("IFS"),
        environment,
      );
      return undefined;
    case "mapfile":
    case "readarray":
      readLines(
        args.map(({ value }) => value),
        context.input.text,
        environment,
      );
      return undefined;
    case "getopts":
    case "let":
      forget(args, environment);
      return undefined;
    case "printf":
      if (args[0]?.value.literal === "-v") forget(args.slice(1, 2), environment);
      return undefined;
    case "source":
    case ".":
      environment.variables.forgetAll();
      return undefined;
    case "exit":
      return leave(call, context.frame.shell);
    case "return":
      return leave(call, findFunction(context.frame));
    case "break":
    case "continue":
      return leaveLoop(name, call);
  }
  return undefined;
}

/** True for a builtin that leaves a part of the script. */
export function isJump(name: string): boolean {
  return name === "exit" || name === "return" || name === "break" || name === "continue";
}

function decide(args: readonly Word[]): Status {
  return args.every((word) => word.isOne) ? decideArguments(args.map((word) => word.value)) : undefined;
}

function forget(args: readonly Word[], environment: Environment): void {
  for (const { value } of args) {
    const name = /^\w+/.exec(value.flat)?.[0];
    if (name) environment.assign(name, "unknown");
  }
}

function set({ args, environment }: Call): Status {
  const options: { -readonly [name in keyof Options]: boolean } = { ...environment.options };
  const switchOn = (name: string, isOn: boolean) => {
    if (name === "e" || name === "errexit") options.errexit = isOn;
    else if (name === "a" || name === "allexport") options.allexport = isOn;
    else if (name === "pipefail") options.pipefail = isOn;
  };
  let at = 0;
  for (; at < args.length; at++) {
    const text = args[at]!.value.flat;
    if (!/^[-+]./.test(text) || text === "--") break;
    for (const letter of text.slice(1)) {
      if (letter !== "o") switchOn(letter, text[0] === "-");
      else switchOn(args[++at]?.value.flat ?? "", text[0] === "-");
    }
  }
  environment.options = options;
  const hasEnd = args[at]?.value.flat === "--";
  if (at < args.length) environment.variables.set("@", args.slice(hasEnd ? at + 1 : at));
  return true;
}

function shift({ args, environment }: Call): Status {
  const count = args.length === 0 ? 1 : Number(args[0]!.value.literal ?? Number.NaN);
  const words = environment.variables.content("@");
  const isCounted = isWords(words) && Number.isInteger(count) && words.slice(0, count).every((word) => word.isOne);
  environment.variables.set("@", isCounted ? words.slice(count) : "unknown");
  return undefined;
}

function unset({ args, environment }: Call): Status {
  for (const { value } of args) {
    if (/^[A-Za-z_]\w*$/.test(value.flat)) environment.variables.set(value.flat, "unset");
    else if (!/^-[fvn]$/.test(value.flat)) forget([{ value } as Word], environment);
  }
  return undefined;
}

function leaveLoop(name: "break" | "continue", call: Call): Status {
  const { args, context } = call;
  const kind = name === "break" ? "loop" : "turn";
  let count = args.length === 0 ? 1 : Number(args[0]!.value.literal ?? 1);
  for (let frame: Frame | undefined = context.frame; frame; frame = frame.parent) {
    // Outside of a loop it does nothing.
    if (frame.kind === "function" || frame.kind === "shell") break;
    if (frame.kind === kind && --count <= 0) return leave({ ...call, args: [] }, frame);
  }
  return true;
}

/** The function that a frame stands in; the shell where there is none. */
function findFunction(inner: Frame): Frame {
  let frame = inner;
  while (frame.kind !== "function" && frame.parent) frame = frame.parent;
  return frame;
}

/** Leaves a frame; with a failure that the job does not tolerate it ends the job. */
function leave({ args, environment, context }: Call, frame: Frame): undefined {
  const isAssumed = context.assumedIn !== undefined && frame.depth <= context.assumedIn.depth;
  const isFailure = /^[1-9]\d*$/.test(args[0]?.value.literal ?? "") && !frame.toleratesFailure;
  if (!isFailure) environment.leave(frame, !isAssumed);
  else if (!isAssumed) environment.fail();
  return undefined;
}
