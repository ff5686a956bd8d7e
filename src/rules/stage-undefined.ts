import type { Job, Pipeline } from "../gitlab/pipeline";
import { stageIndex } from "../gitlab/stageIndex";
import { type Fix, replace } from "../text/finding";
import { nearest } from "../text/nearest";
import { appendItems } from "../yaml/edit";
import { getValue } from "../yaml/node";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "stage-undefined",
  summary: "A job is in a stage that the pipeline does not have.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(job, { pipeline }, { report }) {
    const { stages } = pipeline;
    if (stages.state !== "known") return;
    const { stage, body } = job;
    if (stage.state !== "known" || stageIndex(pipeline, job) !== undefined) return;
    const written = getValue(body, "stage");
    const why = written ? "" : ", which is the stage of jobs that name none";
    report({
      at: (written?.kind === "scalar" ? written.origin : undefined) ?? job.location,
      message: `${job.name} is in stage ${stage.value}${why}: GitLab refuses the whole pipeline (“chosen stage ${stage.value} does not exist; available stages are ${stages.value.slice(0, 12).join(", ")}${stages.value.length > 12 ? ", …" : ""}”).`,
      fixes: () => [...correct(job, stage.value, stages.value), ...addStage(stage.value, pipeline)],
    });
  },
};

function correct({ body }: Job, stage: string, stages: readonly string[]): readonly Fix[] {
  const written = getValue(body, "stage");
  const meant = nearest(stage, stages);
  if (meant === undefined || written?.kind !== "scalar" || written.origin.units) return [];
  return [{ title: `Change to ${meant}`, edits: [replace(written.origin, meant)], safety: "unsafe" }];
}

/** Where it belongs in the order is for a person to say. */
function addStage(stage: string, { stages, files }: Pipeline): readonly Fix[] {
  const file = stages.state === "known" ? files.get(stages.location.file) : undefined;
  const list = file?.root?.kind === "map" ? file.root.entries.get("stages")?.value : undefined;
  const edit = file && list?.kind === "seq" ? appendItems(file, list, [stage]) : undefined;
  return edit ? [{ title: `Add ${stage} as the last stage`, edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
