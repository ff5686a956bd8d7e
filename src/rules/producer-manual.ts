import type { Job } from "../gitlab/pipeline";
import type { ImageFlow } from "../images/flow";
import { findSoleTakes } from "../images/takes";
import { type Fix, replace } from "../text/finding";
import { insertKey } from "../yaml/edit";
import { getValue } from "../yaml/node";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "producer-manual",
  summary: "A job that starts by itself adds an image that only a job started by a person builds.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(taker, flow, { report }) {
    for (const { run, add, producer } of findSoleTakes(flow, taker)) {
      const builder = producer.run;
      // A job that is needed is waited for, whoever starts it.
      const isPassedOver =
        run.job.needs.state === "absent" &&
        flow.canBeTogether(run, builder, "isPassedOver") === "yes" &&
        flow.canBeTogether(builder, run, "startsByItself") === "yes";
      if (!isPassedOver) continue;
      const { job } = builder;
      report({
        at: getValue(job.body, "when")?.location ?? job.location,
        message: `A person starts ${builder.instance.name}, and no later stage waits for that: ${run.job.name} adds its image ${add.image.name.display} before, so the list gets the image of an earlier pipeline, or the add fails with “manifest unknown”.`,
        related: [{ location: add.image.location, message: `${run.job.name} adds the image here.` }],
        fixes: () => wait(job, flow),
      });
    }
  },
};

/** With `allow_failure: false` later stages wait until somebody has started the job. */
function wait({ source, body }: Job, { pipeline }: ImageFlow): readonly Fix[] {
  const written = getValue(body, "allow_failure");
  const file = pipeline.files.get(source.location.file);
  const edit =
    written?.kind === "scalar"
      ? replace(written.location, "false")
      : !written && file && insertKey(file, source, "allow_failure", "false", ["when"]);
  return edit ? [{ title: "Let later stages wait for it", edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
