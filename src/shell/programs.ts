import { Value } from "../text/value";
import type { Word } from "./command";
import type { Environment } from "./environment";
import { join } from "./printed";
import type { PlacedWord } from "./source";
import { Source } from "./source";
import type { Context, Status, Walker } from "./walker";

const shells = /^(\/(usr\/)?(local\/)?bin\/)?(sh|bash|dash|ash|zsh|ksh)$/;

/** True for the name of a shell. */
export function isShell(name: string): boolean {
  return shells.test(name);
}

/** How a shell is called. */
interface ShellCall {
  /** What it reads; undefined when that is a file or not there. */
  readonly script: PlacedWord | undefined;
  /** `$1`, `$2` … of the script. */
  readonly args: readonly Word[];
  readonly zero: Word | undefined;
  /** `-e`, `-o errexit` */
  readonly errexit: boolean;
  readonly pipefail: boolean;
}

/** Reads `sh -c TEXT NAME ARGS…`, `bash -s ARGS… <<EOF`, `sh < file`. */
function readShellCall(words: readonly Word[], input: Context["input"]): ShellCall {
  let letters = "";
  const named: string[] = [];
  let at = 1;
  for (; at < words.length; at++) {
    const text = words[at]!.value.literal;
    if (text === undefined || !/^[-+]./.test(text)) break;
    if (text === "--") {
      at++;
      break;
    }
    if (/^-[a-zA-Z]*o$/.test(text)) named.push(words[++at]?.value.literal ?? "");
    if (!text.startsWith("--")) letters += text.startsWith("-") ? text.slice(1) : "";
  }
  if (words[at]?.value.literal === "-") at++;
  const rest = words.slice(at);
  const options = {
    errexit: letters.includes("e") || named.includes("errexit"),
    pipefail: named.includes("pipefail"),
  };
  if (letters.includes("c")) return { script: rest[0], zero: rest[1], args: rest.slice(2), ...options };
  const readsInput = letters.includes("s") || rest.length === 0;
  return {
    script: readsInput ? input.text : undefined,
    zero: undefined,
    args: letters.includes("s") ? rest : [],
    ...options,
  };
}

/** Runs the script that a shell is given as text, in an environment of its own. False when it is in a file or not known. */
export function runShell(walker: Walker, words: readonly Word[], environment: Environment, context: Context): boolean {
  const { script, args, zero, errexit, pipefail } = readShellCall(words, context.input);
  if (!script) return false;
  if (!isReadable(script)) {
    walker.state.isComplete = false;
    return false;
  }
  environment.options = { errexit, pipefail, allexport: false };
  if (zero) environment.assign("0", zero.value);
  environment.assign("@", args);
  // What reads the standard input there reads on in the script.
  const input = script === context.input.text ? { kind: context.input.kind } : context.input;
  walker.runText(Source.ofWord(script), environment, { ...context, input });
  return true;
}

/** Runs the text that `eval` is given in the shell itself. */
export function runEval(
  walker: Walker,
  words: readonly PlacedWord[],
  environment: Environment,
  context: Context,
): Status | "unread" {
  const [first, ...others] = words;
  if (!first || !isReadable(first)) return "unread";
  const uses = words.flatMap((word, index) => [
    ...(index > 0 ? [{ value: Value.literal(" ", word.location), place: undefined }] : []),
    ...(word.uses ?? [{ value: word.value, place: undefined }]),
  ]);
  const value = join(
    words.map((word) => word.value),
    " ",
    first.location,
  );
  const text = others.length === 0 ? first : { value, uses, location: first.location, isOne: true };
  return walker.runText(Source.ofWord(text), environment, context);
}

/** True unless the text begins with what is not known: then any command may come of it. */
function isReadable({ value }: Word): boolean {
  const first = value.pieces.find((piece) => piece.kind !== "literal" || piece.text.trim() !== "");
  return first?.kind !== "unknown";
}
