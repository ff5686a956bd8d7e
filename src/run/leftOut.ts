import type { BuildahCall } from "../buildah/call";
import type { ImageFlow, JobRun } from "../images/flow";
import type { Command } from "../shell/command";

/** Commands that say or ask something and leave nothing behind that a build could need. */
const quiet: ReadonlySet<string> = new Set(
  (
    ": [ [[ alias awk cat cd command cut date declare dirname basename du df echo env exit export expr false find free grep egrep " +
    "hash head hostname id jobs local ls nproc popd printenv printf ps pushd pwd read readarray mapfile readonly return sed set shift " +
    "shopt sleep sort stat tail test time tr trap true type typeset ulimit umask uname uniq unset wait wc which whoami"
  ).split(" "),
);

const quietCalls: ReadonlySet<string> = new Set([
  "version",
  "info",
  "images",
  "inspect",
  "containers",
  "ps",
  "history",
  "manifest inspect",
  "manifest exists",
]);

const registryCalls: ReadonlySet<string> = new Set(["login", "logout", "push", "manifest push"]);

/** Commands whose second word says what they do. */
const grouped = new Set(
  "apk apt apt-get cargo dnf docker git go helm make microdnf npm pip pip3 pnpm skopeo yarn yum".split(" "),
);

/** What a run of the builds alone leaves out of a job's script, one sentence each. */
export function describeLeftOut(run: JobRun, flow: ImageFlow, builds: readonly Command[]): readonly string[] {
  const calls = new Map(run.calls.map((call) => [call.command, call]));
  const last = run.commands.lastIndexOf(builds.at(-1)!);
  const registry: string[] = [];
  const before: string[] = [];
  const after: string[] = [];
  run.commands.forEach((command, index) => {
    const call = calls.get(command);
    if (call?.subcommand === "build" || isQuiet(command, call, flow)) return;
    const name = nameOf(command, call);
    if (isForRegistry(command, call)) registry.push(name);
    else (index < last ? before : after).push(name);
  });
  const notes: string[] = [];
  if (registry.length > 0) notes.push(`Left out: ${list(registry)}. Nothing is logged in to and nothing is pushed.`);
  if (before.length > 0)
    notes.push(
      `Left out, though it comes before the build: ${list(before)}. What it makes for the build must be there already.`,
    );
  if (after.length > 0) notes.push(`Left out after the build: ${list(after)}.`);
  if (!run.isComplete) notes.push("A part of the script could not be read; what it does is left out too.");
  return notes;
}

function isQuiet(command: Command, call: BuildahCall | undefined, flow: ImageFlow): boolean {
  if (call) return quietCalls.has(call.subcommand);
  return quiet.has(command.words[0]!.value.literal ?? "") && !writesFile(command, flow);
}

/** True when the command's text sends its output to a file. */
function writesFile({ location }: Command, flow: ImageFlow): boolean {
  const text = flow.pipeline.files.get(location.file)?.text.slice(location.span.start, location.span.end) ?? "";
  return /(^|[^-=])>{1,2}\s*(?!&|\/dev\/|[>=(])\S/.test(text);
}

function isForRegistry(command: Command, call: BuildahCall | undefined): boolean {
  if (call) return call.tool === "skopeo" || registryCalls.has(call.subcommand);
  const [tool, action] = command.words.map((word) => word.value.literal);
  return tool === "docker" && ["login", "logout", "push"].includes(action ?? "");
}

function nameOf(command: Command, call: BuildahCall | undefined): string {
  if (call) return `${call.tool} ${call.subcommand}`;
  const [first, second] = command.words;
  const name = first!.value.display;
  const action = grouped.has(name) ? second?.value.literal : undefined;
  return action && /^[a-z][\w-]*$/.test(action) ? `${name} ${action}` : name;
}

function list(names: readonly string[]): string {
  const different = [...new Set(names)];
  const shown = different.slice(0, 6).map((name) => `\`${name}\``);
  const rest = different.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}
