import { replace } from "../text/finding";
import { nearest } from "../text/nearest";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "needs-undefined",
  summary: "A job needs a job that the pipeline does not define.",
  severity: "error",
  confidence: "certain",
  isFixable: true,
  job({ job }, { report }, { pipeline }) {
    // With files that cannot be read the job may be defined in one of them.
    if (pipeline.open !== undefined || job.needs.state !== "known") return;
    const names = new Set(
      [...pipeline.jobs.values()].flatMap((other) => [other.name, ...other.instances.map(({ name }) => name)]),
    );
    const hasUnknownInstances = [...pipeline.jobs.values()].some((other) => !other.hasAllInstances);
    for (const need of job.needs.value) {
      if (need.job === undefined || need.isOptional || names.has(need.job)) continue;
      // A hidden job is a mistake of its own, and `job: [value]` may name an instance of a matrix that is not known.
      if (need.job.startsWith(".") || (hasUnknownInstances && /: \[.*\]$/.test(need.job))) continue;
      const meant = nearest(
        need.job,
        [...pipeline.jobs.keys()].filter((name) => name !== job.name),
      );
      const fix = meant !== undefined && need.isEditable;
      report({
        at: need.location,
        message: `${job.name} needs ${need.job}, which is no job of this pipeline: GitLab refuses the whole pipeline (“undefined need: ${need.job}”).${meant ? ` Is ${meant} meant?` : ""}`,
        fixes: fix ? [{ title: `Change to ${meant}`, edits: [replace(need.location, meant)], safety: "unsafe" }] : [],
      });
    }
  },
};

export default rule;
