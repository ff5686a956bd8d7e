import type { Job } from "../gitlab/pipeline";
import { findSoleTakes } from "../images/takes";
import { type Fix, replace } from "../text/finding";
import { getValue } from "../yaml/node";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "producer-allow-failure",
  summary: "A job adds an image to a manifest list whose build may fail without stopping the pipeline.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(taker, flow, { report }) {
    for (const { run, add, producer } of findSoleTakes(flow, taker)) {
      const builder = producer.run;
      const goesOn = flow.canBeTogether(run, builder, "mayFail") === "yes";
      if (!goesOn) continue;
      const { job } = builder;
      report({
        at: getValue(job.body, "allow_failure")?.location ?? job.location,
        message: `${builder.instance.name} may fail without stopping the pipeline, but ${run.job.name} adds its image ${add.image.name.display} in any case: after a failure the list gets the image of an earlier pipeline and the pipeline is green, or the add fails with “manifest unknown”.`,
        related: [{ location: add.image.location, message: `${run.job.name} adds the image here.` }],
        fixes: () => forbid(job),
      });
    }
  },
};

function forbid({ body }: Job): readonly Fix[] {
  const written = getValue(body, "allow_failure");
  if (written?.kind !== "scalar" || written.type !== "boolean") return [];
  return [
    { title: "Let its failure stop the pipeline", edits: [replace(written.location, "false")], safety: "unsafe" },
  ];
}

export default rule;
