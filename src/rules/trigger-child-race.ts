import type { Job } from "../gitlab/pipeline";
import type { ImageFlow } from "../images/flow";
import { perFlow } from "../images/perFlow";
import type { Take } from "../images/takes";
import type { Fix } from "../text/finding";
import { insertKey } from "../yaml/edit";
import { getValue } from "../yaml/node";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "trigger-child-race",
  summary:
    "A job adds images that no job of the pipeline pushes, behind a trigger that does not wait for its pipeline.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(job, flow, { report }) {
    const isLoose = job.trigger.state === "known" && job.trigger.value.strategy.state === "absent";
    if (!isLoose || flow.pipeline.open !== undefined) return;
    const take = foreignTakes(flow).find(({ run }) => flow.isOrdered(job, run.job) === true);
    if (!take) return;
    const { run, add } = take;
    report({
      at: job.body.entries.get("trigger")!.key.location,
      message: `${job.name} starts a pipeline and does not wait for it. If that one builds ${add.image.name.display}, which no job here pushes, ${run.job.name} adds the image of an earlier run.`,
      related: [{ location: add.image.location, message: `${run.job.name} adds the image here.` }],
      fixes: () => wait(job, flow),
    });
  },
};

const foreignTakes = perFlow((flow) => flow.runs.flatMap((run) => run.takes).filter((take) => isForeign(take, flow)));

/** True for an image of the project's own registry that no job of the pipeline pushes. */
function isForeign({ add, key }: Take, { publications }: ImageFlow): boolean {
  const [first] = add.image.repository.pieces;
  return first?.kind === "symbol" && first.name === "CI_REGISTRY_IMAGE" && !publications.has(key);
}

function wait({ body }: Job, { pipeline }: ImageFlow): readonly Fix[] {
  const trigger = getValue(body, "trigger");
  const file = trigger && pipeline.files.get(trigger.location.file);
  const edit = file && trigger.kind === "map" ? insertKey(file, trigger, "strategy", "depend", ["include"]) : undefined;
  return edit ? [{ title: "Wait for the pipeline that it starts", edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
