import { perFlow } from "../images/perFlow";
import { replace } from "../text/finding";
import type { Rule } from "./rule";
import { makeSlipFinder } from "./slips";

const slipsOf = perFlow(({ pipeline }) => makeSlipFinder(() => pipeline.jobs.keys()));

const rule: Rule = {
  id: "needs-undefined",
  summary: "A job needs a job that the pipeline does not define.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(job, flow, { report }) {
    const { pipeline } = flow;
    // With files that cannot be read the job may be defined in one of them.
    if (pipeline.open !== undefined || job.needs.state !== "known") return;
    for (const need of job.needs.value) {
      // A hidden job is a mistake of its own.
      if (need.job === undefined || need.isOptional || need.job.startsWith(".")) continue;
      if (job.instances.some((instance) => pipeline.findNeeded(need, instance))) continue;
      const found = slipsOf(flow)(need.job);
      const meant = found === job.name ? undefined : found;
      report({
        at: need.location,
        message: `${job.name} needs ${need.job}, which is no job of this pipeline: GitLab refuses the whole pipeline (“undefined need: ${need.job}”).${meant ? ` Is ${meant} meant?` : ""}`,
        fixes: () =>
          meant !== undefined && need.isEditable
            ? [{ title: `Change to ${meant}`, edits: [replace(need.location, meant)], safety: "unsafe" }]
            : [],
      });
    }
  },
};

export default rule;
