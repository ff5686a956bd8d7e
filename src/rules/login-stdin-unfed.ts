import { type BuildahCall, findFlag } from "../buildah/call";
import { feed } from "../images/feedPassword";
import type { ImageFlow, JobRun } from "../images/flow";
import { readRegistry } from "../images/registry";
import { inQuotes } from "../images/scriptText";
import type { Fix } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "login-stdin-unfed",
  summary: "A login waits for a password on standard input, and nothing is there.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  call(call, run, { inFlow }) {
    const flag = findFlag(call, "--password-stdin");
    if (call.subcommand !== "login" || !flag || flag.value?.literal === "false") return;
    // With both kinds of passwords `login-both-passwords` speaks.
    if (call.command.input !== "none" || findFlag(call, "--password")) return;
    // A shell's own input may have been turned to a file.
    if (run.commands.some(({ words }) => words[0]!.value.literal === "exec")) return;
    inFlow((flow, { report }) =>
      report({
        at: flag.location,
        message: `${run.job.name} runs ${call.tool} login with --password-stdin, but nothing feeds its standard input, which is empty on a runner: it ends with exit code 125 (“getting username and password”).`,
        fixes: () => feedPassword(call, run, flow),
      }),
    );
  },
};

/** GitLab's own registry has a password that is known by name. */
function feedPassword(call: BuildahCall, run: JobRun, flow: ImageFlow): readonly Fix[] {
  const registry = call.positionals[0] && readRegistry(call.positionals[0].value);
  const password = inQuotes("$CI_REGISTRY_PASSWORD", call.command, run, flow);
  const edit = password && feed(call.command, password, run);
  if (registry?.kind !== "gitlab" || !edit) return [];
  return [{ title: "Feed it $CI_REGISTRY_PASSWORD", edits: [edit], safety: "unsafe" }];
}

export default rule;
