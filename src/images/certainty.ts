import type { BuildahCall } from "../buildah/call";
import type { Command } from "../shell/command";
import type { JobRun } from "./flow";

/** True when the job runs the command whenever no command before it fails: it is in no branch, and no branch before it ends the script. */
export function isCertain({ commands }: JobRun, command: Command): boolean {
  return !command.isConditional && !commands.slice(0, commands.indexOf(command)).some(mayEnd);
}

/** True when the job certainly makes the call, of which no word is unknown, and ends when it fails. */
export function mustSucceed(run: JobRun, { command, hasUnknownWords }: BuildahCall): boolean {
  return !hasUnknownWords && !command.toleratesFailure && isCertain(run, command);
}

/** True for a command in a branch that ends the script without a failure. */
export function mayEnd({ words, isConditional }: Command): boolean {
  const [name, status] = words.map(({ value }) => value.literal);
  const isFailure = name === "exit" && /^[1-9]\d*$/.test(status ?? "");
  return isConditional && /^(exit|return|exec)$/.test(name ?? "") && !isFailure;
}
