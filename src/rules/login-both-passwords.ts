import type { BuildahCall, Flag } from "../buildah/call";
import { findFlag } from "../buildah/call";
import { feed, passwordWord } from "../images/feedPassword";
import type { ImageFlow, JobRun } from "../images/flow";
import type { Fix } from "../text/finding";
import { removeFlag } from "./removeFlag";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "login-both-passwords",
  summary: "A login has a password among its arguments and --password-stdin.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  call(call, run, { inFlow }) {
    const flag = findFlag(call, "--password");
    const input = findFlag(call, "--password-stdin");
    if (call.subcommand !== "login" || !flag?.value?.flat || !input || input.value?.literal === "false") return;
    inFlow((flow, { report }) =>
      report({
        at: flag.location,
        message: `${run.job.name} runs ${call.tool} login with ${flag.name} and --password-stdin: it ends with exit code 125 (“Can't specify both --password-stdin and --password”).`,
        related: [{ location: input.location, message: "The password is to come from standard input." }],
        fixes: () => keepInput(call, flag, run, flow),
      }),
    );
  },
};

/** Without the password in the arguments, which goes to the input where nothing feeds that yet. */
function keepInput(call: BuildahCall, flag: Flag, run: JobRun, flow: ImageFlow): readonly Fix[] {
  const removal = removeFlag(flag, flow);
  const word = call.command.input === "none" ? passwordWord(flag, call.command, run, flow) : undefined;
  const pipe = word && feed(call.command, word, run);
  if (!removal || (call.command.input === "none" && !pipe)) return [];
  const edits = pipe ? [pipe, removal] : [removal];
  return [{ title: "Take the password from standard input only", edits, safety: "safe" }];
}

export default rule;
