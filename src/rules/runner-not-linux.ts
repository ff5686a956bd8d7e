import type { JobRun } from "../images/flow";
import { hostedRunner } from "../images/hostedRunners";
import { readTags } from "../images/tags";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "runner-not-linux",
  summary: "A job runs Buildah on a hosted runner that is no Linux.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { report }) {
    const { job, instance, calls } = run;
    const [call] = calls;
    // Podman starts a machine of its own where there is no Linux.
    if (call?.tool !== "buildah") return;
    for (const { node, value } of readTags(job, instance)) {
      const runner = hostedRunner(value.literal ?? "");
      if (!runner || runner.os === "linux") continue;
      const os = runner.os === "macos" ? "macOS" : "Windows";
      report({
        at: value.location ?? node.origin,
        message: `${instance.name} runs buildah ${call.subcommand} on ${runner.tag}, a virtual machine with ${os} that starts no container for the job: there is no Buildah, and the script ends with “command not found”.`,
        fixes: () => rewrite(value, `saas-linux-small-${architectureOf(run)}`, "unsafe"),
      });
    }
  },
};

/** That of the job's builds, where hosted runners have it. */
function architectureOf({ events }: JobRun): string {
  const [platform] = events.flatMap((event) => (event.kind === "build" ? (event.platforms ?? []) : []));
  return platform?.platform?.architecture === "arm64" ? "arm64" : "amd64";
}

export default rule;
