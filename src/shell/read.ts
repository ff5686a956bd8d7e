import { Value } from "../text/value";
import type { Environment } from "./environment";
import type { Turn } from "./loops";
import type { Ast } from "./parse";
import type { PlacedWord } from "./source";
import type { Context, Walker } from "./walker";

/** Longer texts are not read line by line. */
const maxLines = 500;

/** How `read` is called. */
interface Reading {
  readonly names: readonly string[];
  /** `-r`: backslashes stand for themselves. */
  readonly isRaw: boolean;
  /** `IFS=… read`: the letters at which it splits. */
  readonly ifs: Value | undefined;
}

/** The turns of `while read A B; do …; done` over a text that is known; undefined for any other loop. */
export function readLoop(
  walker: Walker,
  { clause, kind }: Ast.While,
  environment: Environment,
  context: Context,
): { readonly turns: readonly Turn[]; readonly names: readonly string[] } | undefined {
  const [statement, ...others] = clause.commands;
  const node = statement?.command;
  if (kind !== "while" || others.length > 0 || node?.type !== "Command" || node.name?.value !== "read")
    return undefined;
  if (node.redirects.length > 0) return undefined;
  const expander = walker.expander(environment, context);
  const args = node.args.map((word) => (word.type === "Word" ? expander.text(word) : new Value([])));
  const assignment = node.prefix.find((part) => part.type === "Assignment" && part.name === "IFS");
  const ifs =
    assignment?.type === "Assignment" && assignment.value.type === "Word" ? expander.text(assignment.value) : undefined;
  const reading = readArguments(args, ifs);
  const lines = context.input.text && linesOf(context.input.text.value);
  if (!reading || !lines || lines.length > maxLines) return undefined;
  return {
    turns: lines.map(
      (line): Turn =>
        (to) =>
          assignLine(line, reading, to),
    ),
    names: reading.names,
  };
}

/** Does what `read` does with the first line of a text; without one the variables are unknown. */
export function readFirstLine(
  args: readonly Value[],
  text: Value | undefined,
  ifs: Value | undefined,
  environment: Environment,
): void {
  const reading = readArguments(args, ifs);
  const line = text && linesOf(text)?.[0];
  if (reading && line) assignLine(line, reading, environment);
  else for (const arg of args) if (/^\w+$/.test(arg.flat)) environment.assign(arg.flat, "unknown");
}

/** Does what `mapfile -t NAME` does with a text; with other flags and without a text that is known the array is unknown. */
export function readLines(args: readonly Value[], text: PlacedWord | undefined, environment: Environment): void {
  const name = args.at(-1)?.literal;
  const lines = text && linesOf(text.value);
  const isPlain = args.length === 2 && args[0]!.flat === "-t" && lines !== undefined && lines.length <= maxLines;
  if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) return;
  environment.assign(
    name,
    isPlain ? lines.map((value) => ({ value, location: value.location ?? text!.location, isOne: true })) : "unknown",
  );
}

function readArguments(args: readonly Value[], ifs: Value | undefined): Reading | undefined {
  const names: string[] = [];
  for (const { literal } of args) {
    if (literal === "-r") continue;
    if (literal === undefined || !/^[A-Za-z_]\w*$/.test(literal)) return undefined;
    names.push(literal);
  }
  return { names, isRaw: names.length < args.length, ifs };
}

/** The lines of a text; undefined where an unknown part may hold more of them. */
function linesOf(text: Value): readonly Value[] | undefined {
  // What stands behind the last line's end is no line for `read`.
  return text.isKnown ? text.split("\n").slice(0, -1) : undefined;
}

function assignLine(line: Value, { names, isRaw, ifs }: Reading, environment: Environment): void {
  const text = line.flat;
  const separators = ifs ? ifs.literal : environment.variables.separators;
  if (separators === undefined || (!isRaw && text.includes("\\"))) {
    for (const name of names.length > 0 ? names : ["REPLY"]) environment.assign(name, "unknown");
    return;
  }
  if (names.length === 0) environment.assign("REPLY", line);
  const isBlank = (at: number) => separators.includes(text[at]!) && /\s/.test(text[at]!);
  let at = 0;
  let end = text.length;
  while (at < end && isBlank(at)) at++;
  while (end > at && isBlank(end - 1)) end--;
  names.forEach((name, index) => {
    let to = at;
    const isLast = index === names.length - 1;
    while (to < end && (isLast || !separators.includes(text[to]!))) to++;
    environment.assign(name, line.slice(at, to));
    // Blanks around one other separator belong to it.
    while (to < end && isBlank(to)) to++;
    if (to < end && !isLast && separators.includes(text[to]!)) to++;
    while (to < end && isBlank(to)) to++;
    at = to;
  });
}
