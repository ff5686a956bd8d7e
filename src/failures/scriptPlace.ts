import type { ImageFlow, JobRun } from "../images/flow";
import type { Command } from "../shell/command";

/** A line of a job's script, found by what the runner printed of it. */
export interface ScriptPlace {
  readonly run: JobRun;
  /** What the line runs, the call of Buildah first where it has one. Never empty. */
  readonly commands: readonly [Command, ...Command[]];
}

/**
 * Finds the script line that a runner printed last. It prints each line as it is written, before it runs it; of a line
 * of several only the first.
 * @param printed the lines that it printed, in order
 * @returns undefined where no job has the line, or several have it at different places
 */
export function findScriptLine(flow: ImageFlow, printed: readonly string[]): ScriptPlace | undefined {
  let best = 0;
  let found: ScriptPlace[] = [];
  for (const run of flow.runs) {
    const lines = readScriptLines(run);
    for (const item of lines.keys()) {
      const length = countEqual(lines.slice(0, item + 1), printed);
      const commands = run.commands.filter((command) => command.item === item);
      if (length === 0 || length < best || commands.length === 0) continue;
      if (length > best) found = [];
      best = length;
      found.push({ run, commands: callsFirst(run, commands) });
    }
  }
  const [first, ...others] = found;
  return others.every(({ commands }) => commands[0].location === first!.commands[0].location) ? first : undefined;
}

function readScriptLines({ job }: JobRun): readonly string[] {
  return [job.beforeScript, job.script].flatMap((part) =>
    part.state === "known" ? part.value.map(({ text }) => text.trimStart().split("\n", 1)[0]!.trimEnd()) : [],
  );
}

/** How many lines at the end of both are the same. */
function countEqual(lines: readonly string[], printed: readonly string[]): number {
  let count = 0;
  while (count < lines.length && count < printed.length && lines.at(-1 - count) === printed.at(-1 - count)) count += 1;
  return count;
}

function callsFirst({ calls }: JobRun, commands: readonly Command[]): ScriptPlace["commands"] {
  const called = new Set(calls.map(({ command }) => command));
  const isCall = (command: Command) => called.has(command);
  const sorted = [...commands.filter(isCall), ...commands.filter((command) => !isCall(command))];
  return sorted as [Command, ...Command[]];
}
