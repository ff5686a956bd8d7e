import { findSoleTakes } from "../images/takes";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "needs-optional-producer",
  summary: "A job adds an image in any case, but needs the job that pushes it only where that is there.",
  severity: "warning",
  confidence: "certain",
  fixes: [],
  pipelineJob(taker, flow, { report }) {
    for (const { run, add, producer } of findSoleTakes(flow, taker)) {
      const { job, instance } = producer.run;
      const optional = run.job.needs.state === "known" ? run.job.needs.value.filter((need) => need.isOptional) : [];
      const need = optional.find((one) => flow.pipeline.findNeeded(one, run.instance)?.job === job);
      if (!need || flow.isAlwaysThere(producer.run, run) !== "no") continue;
      report({
        at: need.location,
        message: `${run.job.name} needs ${instance.name} only where that is in the pipeline, but adds its image ${add.image.name.display} in any case: without ${instance.name} the list gets the image of an earlier pipeline, or the add fails with “manifest unknown”.`,
        related: [{ location: add.image.location, message: `${run.job.name} adds the image here.` }],
      });
    }
  },
};

export default rule;
