import { neededNames } from "../gitlab/neededNames";
import type { Rule } from "./rule";

/** What GitLab.com allows, and GitLab elsewhere unless an administrator says otherwise (`ci_needs_size_limit`). */
const limit = 50;

const rule: Rule = {
  id: "needs-limit",
  summary: "A job needs more jobs than GitLab allows.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipelineJob(job, { pipeline }, { report }) {
    if (job.needs.state !== "known" || job.needs.value.length === 0) return;
    const by = job.instances[0]!;
    const count = job.needs.value.reduce((sum, need) => sum + neededNames(need, by, pipeline).length, 0);
    if (count <= limit) return;
    report({
      at: job.body.entries.get("needs")!.key.location,
      message: `${job.name} needs ${count} jobs, each instance of a matrix counted: GitLab creates no pipeline (“one job can only need ${limit} others, but you have listed ${count}”). Wait for earlier stages instead, or for jobs between.`,
    });
  },
};

export default rule;
