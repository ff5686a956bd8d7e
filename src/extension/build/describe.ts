import type { RunPlan, RunValue } from "../../protocol/messages";
import { mask, stars } from "./mask";

/** The texts of a plan's description, translated by the caller. */
export interface Labels {
  readonly commands: string;
  readonly values: string;
  readonly environment: string;
  readonly notes: string;
}

const bold = (text: string) => `\x1b[1m${text}\x1b[0m`;
const faint = (text: string) => `\x1b[2m${text}\x1b[0m`;

/**
 * A plan as lines for a terminal: the values, what differs from GitLab, and what will run where. The command comes last:
 * terminals are small, and what comes first has scrolled away when the user reads.
 * @param folder path of the project
 * @param secrets texts that must not be seen
 */
export function describePlan(plan: RunPlan, folder: string, secrets: readonly string[], labels: Labels): string {
  const commands = plan.steps.map(({ arguments: words, directory }) => {
    const place = directory === "" || directory === "." ? folder : `${folder}/${directory}`;
    return `  ${faint(place)}\n  $ ${mask(writeCommand(["buildah", ...words]), secrets)}`;
  });
  const environment = Object.entries(plan.environment).map(
    ([name, value]) => `  ${name}=${mask(quote(value), secrets)}`,
  );
  const parts: [string, string[]][] = [
    [labels.values, describeValues(plan.values)],
    [labels.environment, environment],
    [labels.notes, plan.notes.map((note) => `  • ${note}`)],
    [labels.commands, commands],
  ];
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([label, lines]) => `${bold(label)}\n${lines.join("\n")}\n`)
    .join("\n");
}

function describeValues(values: readonly RunValue[]): string[] {
  const shown = values.map(({ name, value, source, isSecret }) => ({ name, value: isSecret ? stars : value, source }));
  const nameWidth = Math.max(0, ...shown.map(({ name }) => name.length));
  // Long values would push the sources out of sight.
  const valueWidth = Math.min(44, Math.max(0, ...shown.map(({ value }) => value.length)));
  return shown.map(
    ({ name, value, source }) => `  ${name.padEnd(nameWidth)}  ${value.padEnd(valueWidth)}  ${faint(source)}`,
  );
}

/** A command as it would be typed in a shell, over several lines when it is long. */
function writeCommand(words: readonly string[]): string {
  const line = words.map(quote).join(" ");
  if (line.length <= 80) return line;
  const [program, subcommand, ...others] = words.map(quote);
  const lines = [`${program} ${subcommand}`];
  for (const word of others) {
    // A flag begins a line; its value, and the folder at the end, stand behind it.
    if (word.startsWith("-")) lines.push(word);
    else lines.push(`${lines.pop()} ${word}`);
  }
  return lines.join(" \\\n      ");
}

/** A word as it would be typed in a shell. For reading only: nothing runs through a shell. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
