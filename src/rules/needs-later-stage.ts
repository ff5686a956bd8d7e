import type { Job } from "../gitlab/pipeline";
import { stageIndex } from "../gitlab/stageIndex";
import type { ImageFlow } from "../images/flow";
import { type Fix, replace } from "../text/finding";
import { insertKey, quoteLike } from "../yaml/edit";
import { getValue } from "../yaml/node";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "needs-later-stage",
  summary: "A job needs a job of a later stage.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(job, flow, { report }) {
    const { pipeline } = flow;
    const own = stageIndex(pipeline, job);
    if (own === undefined || job.needs.state !== "known") return;
    for (const need of job.needs.value) {
      const needed = pipeline.findNeeded(need, job.instances[0]!)?.job;
      const other = needed && stageIndex(pipeline, needed);
      if (other === undefined || other <= own) continue;
      const [stage, later] = [job.stage, needed!.stage].map((one) => (one.state === "known" ? one.value : ""));
      report({
        at: need.location,
        message: `${job.name} in stage ${stage} needs ${need.job ?? needed!.name} of the later stage ${later}: GitLab refuses the whole pipeline (“need ${need.job ?? needed!.name} is not defined in current or prior stages”).`,
        related: [{ location: needed!.location, message: `${needed!.name} is in stage ${later}.` }],
        fixes: () => moveTo(later!, job, flow),
      });
    }
  },
};

/** Jobs of one stage may need each other. */
function moveTo(stage: string, job: Job, { pipeline }: ImageFlow): readonly Fix[] {
  const written = getValue(job.body, "stage");
  const file = pipeline.files.get(job.source.location.file);
  const edit =
    written?.kind === "scalar"
      ? written.origin.units === undefined && replace(written.origin, stage)
      : file && insertKey(file, job.source, "stage", quoteLike(stage), ["extends"]);
  return edit ? [{ title: `Move ${job.name} to stage ${stage}`, edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
