import { replace } from "../text/finding";
import type { Rule } from "./rule";
import { makeSlipFinder } from "./slips";

const rule: Rule = {
  id: "needs-undefined",
  summary: "A job needs a job that the pipeline does not define.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  pipeline({ pipeline }, { report }) {
    // With files that cannot be read the job may be defined in one of them.
    if (pipeline.open !== undefined) return;
    const jobs = [...pipeline.jobs.values()];
    const names = new Set(jobs.flatMap((job) => [job.name, ...job.instances.map(({ name }) => name)]));
    const hasUnknownInstances = jobs.some((job) => !job.hasAllInstances);
    const findMeant = makeSlipFinder(() => pipeline.jobs.keys());
    for (const job of jobs) {
      for (const need of job.needs.state === "known" ? job.needs.value : []) {
        if (need.job === undefined || need.isOptional || names.has(need.job)) continue;
        // needs-hidden tells of hidden jobs, and `job: [value]` may name an instance of a matrix that is not known.
        if (need.job.startsWith(".") || (hasUnknownInstances && /: \[.*\]$/.test(need.job))) continue;
        const found = findMeant(need.job);
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
    }
  },
};

export default rule;
