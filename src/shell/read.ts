import { Value } from "../text/value";
import type { Environment } from "./environment";
import type { Turn } from "./loops";
import type { Ast } from "./parse";
import type { Context, Walker } from "./walker";

/** Longer texts are not read line by line. */
const maxLines = 500;

/** How `read` is called. */
interface Reading {
  readonly names: readonly string[];
  /** `-r`: backslashes stand for themselves. */
  readonly isRaw: boolean;
  /** `IFS` */
  readonly separators: string;
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
  const ifs = node.prefix.find((part) => part.type === "Assignment" && part.name === "IFS");
  const own = ifs?.type === "Assignment" && ifs.value.type === "Word" ? expander.text(ifs.value) : undefined;
  const reading = readArguments(args, own ?? separatorsOf(environment));
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
  const reading = readArguments(args, ifs ?? separatorsOf(environment));
  const line = text && linesOf(text)?.[0];
  if (reading && line) assignLine(line, reading, environment);
  else for (const arg of args) if (/^\w+$/.test(arg.flat)) environment.assign(arg.flat, "unknown");
}

function separatorsOf({ variables }: Environment): Value | undefined {
  const content = variables.content("IFS");
  return content instanceof Value ? content : undefined;
}

function readArguments(args: readonly Value[], ifs: Value | undefined): Reading | undefined {
  const texts = args.map((arg) => arg.literal);
  const names = texts.filter((text) => text !== "-r");
  const separators = ifs ? ifs.literal : " \t\n";
  if (separators === undefined || !names.every((name) => name !== undefined && /^[A-Za-z_]\w*$/.test(name)))
    return undefined;
  return { names: names as string[], isRaw: names.length < texts.length, separators };
}

/** The lines of a text; undefined where an unknown part may hold more of them. */
function linesOf(text: Value): readonly Value[] | undefined {
  // What stands behind the last line's end is no line for `read`.
  return text.isKnown ? text.split("\n").slice(0, -1) : undefined;
}

function assignLine(line: Value, { names, isRaw, separators }: Reading, environment: Environment): void {
  const [only = "REPLY", ...others] = names;
  if (!isRaw && line.flat.includes("\\")) {
    for (const name of [only, ...others]) environment.assign(name, "unknown");
    return;
  }
  if (names.length === 0) {
    environment.assign(only, line);
    return;
  }
  const isBlank = (at: number) => separators.includes(line.flat[at]!) && /\s/.test(line.flat[at]!);
  let at = 0;
  let end = line.flat.length;
  while (at < end && isBlank(at)) at++;
  while (end > at && isBlank(end - 1)) end--;
  names.forEach((name, index) => {
    let to = at;
    const isLast = index === names.length - 1;
    while (to < end && (isLast || !separators.includes(line.flat[to]!))) to++;
    environment.assign(name, line.slice(at, to));
    // Blanks around one other separator belong to it.
    while (to < end && isBlank(to)) to++;
    if (to < end && !isLast && separators.includes(line.flat[to]!)) to++;
    while (to < end && isBlank(to)) to++;
    at = to;
  });
}
