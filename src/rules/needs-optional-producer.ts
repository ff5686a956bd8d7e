import { findSoleTakes } from "../images/takes";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "needs-optional-producer",
  summary: "A job adds an image in any case, but needs the job that pushes it only where that is there.",
  severity: "warning",
  confidence: "certain",
  fixes: [],
  pipeline(flow, { report }) {
    for (const { run, add, producer } of findSoleTakes(flow)) {
      const { job, instance } = producer.run;
      if (run.job.needs.state !== "known" || flow.isAlwaysThere(producer.run, run) !== "no") continue;
      const need = run.job.needs.value.find(
        (one) => one.isOptional && flow.pipeline.findNeeded(one, run.instance)?.job === job,
      );
      if (!need) continue;
      report({
        at: need.location,
        message: `${run.job.name} needs ${instance.name} only where that is in the pipeline, but adds its image ${add.image.name.display} in any case: without ${instance.name} the list gets the image of an earlier pipeline, or the add fails with “manifest unknown”.`,
        related: [{ location: add.image.location, message: `${run.job.name} adds the image here.` }],
      });
    }
  },
};

export default rule;
