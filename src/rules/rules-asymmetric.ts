import type { Job } from "../gitlab/pipeline";
import { joinNames } from "../images/describe";
import type { ImageFlow } from "../images/flow";
import { findSoleTakes } from "../images/takes";
import type { Fix } from "../text/finding";
import { insertKey } from "../yaml/edit";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "rules-asymmetric",
  summary: "A job that makes a manifest list is in pipelines in which a build of an image of the list is not.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(job, flow, { report }) {
    // Of jobs with needs needs-maybe-absent and needs-optional-producer tell.
    if (job.needs.state !== "absent") return;
    const takes = findSoleTakes(flow, job).filter(
      ({ run, producer }) => flow.isAlwaysThere(producer.run, run) === "no",
    );
    if (takes.length === 0) return;
    const builders = [...new Set(takes.map(({ producer }) => producer.run.job))];
    const names = joinNames(takes.map(({ producer }) => producer.run.instance.name));
    const images = joinNames(takes.map(({ add }) => add.image.name.display));
    report({
      at: job.location,
      message: `${job.name} adds ${images} also in pipelines in which ${names} ${builders.length > 1 ? "are" : "is"} not, for their rules differ: there the list gets images of earlier pipelines, or the add fails with “manifest unknown”.`,
      related: builders.map((other) => ({
        location: other.location,
        message: `${other.name} is in fewer pipelines.`,
      })),
      fixes: () => takeRules(job, builders, flow),
    });
  },
};

/** The builder's rules for the job too, where all builders have the same ones and the job has none. */
function takeRules({ source, body }: Job, builders: readonly Job[], { pipeline }: ImageFlow): readonly Fix[] {
  const [first] = builders;
  const conditions = new Set(builders.flatMap((job) => job.instances.map((instance) => job.condition(instance))));
  const hasOwn = ["rules", "only", "except"].some((key) => body.entries.has(key));
  const file = pipeline.files.get(source.location.file);
  if (!first?.body.entries.has("rules") || hasOwn || conditions.size > 1 || !file) return [];
  const edit = insertKey(file, source, "rules", `!reference [${JSON.stringify(first.name)}, rules]`);
  return edit ? [{ title: `Take over the rules of ${first.name}`, edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
