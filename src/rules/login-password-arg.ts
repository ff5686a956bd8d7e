import { type BuildahCall, type Flag, findFlag } from "../buildah/call";
import { feed, isToken, passwordWord } from "../images/feedPassword";
import type { ImageFlow, JobRun } from "../images/flow";
import { isLoopback } from "../images/registry";
import { type Fix, replace } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "login-password-arg",
  summary: "A login has its password among its arguments.",
  severity: "warning",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  call(call, run, { inFlow }) {
    const flag = call.subcommand === "login" ? findFlag(call, "--password") : undefined;
    // With both kinds of passwords `login-both-passwords` speaks.
    if (!flag?.value?.flat || findFlag(call, "--password-stdin")) return;
    if (call.positionals.some(({ value }) => isLoopback(value))) return;
    const isLiteral = flag.value.literal !== undefined;
    const where = isLiteral ? "the password itself stands in the file, for all who may read it, and " : "the password ";
    inFlow((flow, { report }) =>
      report({
        at: flag.location,
        message: `${run.job.name} runs ${call.tool} login with ${flag.name}: ${where}is in the arguments, which every process on the runner can read and a debug trace prints. --password-stdin takes it from a pipe.`,
        fixes: () => usePipe(call, flag, run, flow),
      }),
    );
  },
};

function usePipe(call: BuildahCall, flag: Flag, run: JobRun, flow: ImageFlow): readonly Fix[] {
  const word = passwordWord(flag, call.command, run, flow);
  const edit = word && feed(call.command, word, run);
  if (!edit) return [];
  const edits = [edit, replace(flag.location, "--password-stdin")];
  return [{ title: "Take the password from a pipe", edits, safety: isToken(flag) ? "safe" : "unsafe" }];
}

export default rule;
