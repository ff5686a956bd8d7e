import { hostedRunner } from "../images/hostedRunners";
import { readTags } from "../images/tags";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "runner-tag-tier",
  summary: "A job that builds or joins images runs on a hosted runner that needs GitLab Premium.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  job({ job, instance, calls }, { report }) {
    if (calls.length === 0) return;
    for (const { node, value } of readTags(job, instance)) {
      const runner = hostedRunner(value.literal ?? "");
      // What a machine of macOS would do with Buildah is the business of runner-not-linux.
      if (!runner || runner.isFree || runner.os !== "linux") continue;
      report({
        at: value.location ?? node.origin,
        message: `${instance.name} runs on ${runner.tag}, which only projects with GitLab Premium or Ultimate have: in others the job is stuck until it times out.`,
        fixes: () => rewrite(value, `saas-linux-small-${runner.architecture}`, "unsafe"),
      });
    }
  },
};

export default rule;
