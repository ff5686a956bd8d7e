import type { Command } from "../shell/command";
import type { JobRun } from "./flow";

/** True when the job runs the command whenever no command before it fails: it is in no branch, and no branch before it ends the script. */
export function isCertain({ commands }: JobRun, command: Command): boolean {
  return !command.isConditional && !commands.slice(0, commands.indexOf(command)).some(mayEnd);
}

/** True for a command in a branch that ends the script. */
export function mayEnd({ words, isConditional }: Command): boolean {
  return isConditional && /^(exit|return|exec)$/.test(words[0]!.value.literal ?? "");
}
