import { findFlag } from "../buildah/call";
import type { ImageFlow, JobRun } from "../images/flow";
import { itemText } from "../images/scriptText";
import type { Command } from "../shell/command";
import type { Value } from "../text/value";
import type { Report, Rule } from "./rule";

/** GitLab's own tokens, and variables that people give such names. */
const secretName = /^CI_JOB_TOKEN$|(^|_)(PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET)$/;

/** Files with credentials, in which they are written in another way than the variable. */
const credentialFile = /(^|\/)(containers\/auth|\.docker\/config|auth)\.json$/;

const rule: Rule = {
  id: "secret-echo",
  summary: "A job prints a password into its log.",
  severity: "warning",
  confidence: "certain",
  fixes: [],
  job(run, { inFlow }) {
    const trace = findTrace(run);
    if (trace) {
      inFlow((_, { report }) =>
        report({
          at: trace.location,
          message: `${run.job.name} traces its commands while it logs in: the shell prints the password with the command that has it. GitLab hides it in the log only where the variable is masked.`,
        }),
      );
    }
    for (const command of run.commands) {
      const printed = readPrinted(command);
      if (!printed || command.output || feedsLater(command, run)) continue;
      inFlow((flow, { report }) => {
        if (endsHere(command, run, flow)) report({ at: printed.at, message: `${run.job.name} ${printed.text}` });
      });
    }
  },
};

/** What a command prints that is secret. */
function readPrinted({ words, location }: Command): { at: Report["at"]; text: string } | undefined {
  const [name, ...args] = words;
  if (/^(echo|printf)$/.test(name!.value.literal ?? "")) {
    const word = args.find(({ value }) => secretIn(value) !== undefined);
    if (!word) return undefined;
    return {
      at: word.location,
      text: `prints $${secretIn(word.value)} into its log, where everybody who may see the job can read it. GitLab hides it only where the variable is masked, and only as the whole text.`,
    };
  }
  if (name!.value.literal !== "cat" || !args.some(({ value }) => credentialFile.test(value.flat))) return undefined;
  return {
    at: location,
    text: "prints a file with credentials into its log: they stand there in base64, which no mask of GitLab hides and everybody can turn back.",
  };
}

/** The name of a variable with a secret that is a part of a text. */
function secretIn({ pieces }: Value): string | undefined {
  for (const piece of pieces) {
    const name = piece.kind === "symbol" ? piece.name : piece.kind === "unknown" ? piece.variable : undefined;
    if (name && secretName.test(name)) return name;
  }
  return undefined;
}

/** True where what a function or group prints may go into a pipe. */
function feedsLater(command: Command, run: JobRun): boolean {
  if (/\(\s*\)|\bfunction\b/.test(itemText(command, run)?.text ?? "")) return true;
  const { commands } = run;
  const later = commands.slice(commands.indexOf(command) + 1);
  return later.some(({ item, input }) => item === command.item && input === "pipe");
}

/** True when the command is the last of its line: no pipe takes what it prints, no substitution is around it. */
function endsHere(command: Command, run: JobRun, { pipeline }: ImageFlow): boolean {
  const { file, span } = command.location;
  const text = pipeline.files.get(file)?.text ?? "";
  const before = text.slice(itemText(command, run)?.origin.span.start ?? 0, span.start);
  if (/(\$\(|`)[^)`]*$/.test(before)) return false;
  const rest = text.slice(span.end);
  return /^(["']?[ \t]*(#.*)?(\r?\n|$)|[ \t]*(;|&&|\|\|))/.test(rest);
}

/** The `set -x` that is at work while the job logs in with a password. */
function findTrace({ commands, calls }: JobRun): Command | undefined {
  let trace: Command | undefined;
  for (const command of commands) {
    const [name, ...options] = command.words.map(({ value }) => value.literal ?? "");
    if (name === "set" && !command.isConditional) {
      if (options.some((option) => /^-[a-z]*x/.test(option)) || /^-\w*o xtrace/.test(options.join(" ")))
        trace = command;
      if (options.some((option) => /^\+[a-z]*x/.test(option)) || /^\+o xtrace/.test(options.join(" ")))
        trace = undefined;
    }
    const call = trace && calls.find((one) => one.command === command);
    if (call?.subcommand !== "login") continue;
    const password = findFlag(call, "--password")?.value ?? call.command.inputText;
    if (password && secretIn(password) !== undefined) return trace;
  }
  return undefined;
}

export default rule;
