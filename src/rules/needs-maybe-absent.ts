import type { Instance, Job } from "../gitlab/pipeline";
import type { ImageFlow } from "../images/flow";
import { type Fix, replace, type TextEdit } from "../text/finding";
import { insertKey } from "../yaml/edit";
import { type NeedItem, needItems } from "./needItems";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "needs-maybe-absent",
  summary: "A job needs a job that is not in all of its pipelines.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(job, flow, { report }) {
    const { pipeline } = flow;
    const known = new Map<Job, readonly Instance[]>();
    const byCondition = (job: Job) => {
      const found = known.get(job) ?? onePerCondition(job, job.instances);
      known.set(job, found);
      return found;
    };
    for (const entry of needItems(job)) {
      const { need } = entry;
      const needed = need.isOptional ? undefined : pipeline.findNeeded(need, job.instances[0]!);
      if (!needed) continue;
      const { job: other, instances } = needed;
      const others = instances === "all" ? byCondition(other) : onePerCondition(other, instances ?? []);
      const absent = others.find((instance) =>
        byCondition(job).some((by) => flow.isAlwaysThere({ job: other, instance }, { job, instance: by }) === "no"),
      );
      if (!absent) continue;
      report({
        at: need.location,
        message: `${job.name} needs ${absent.name}, but its rules let it into pipelines in which ${absent.name} is not: GitLab does not create those (“'${job.name}' job needs '${absent.name}' job, but '${absent.name}' does not exist in the pipeline”).`,
        related: [{ location: other.location, message: `${other.name} is not in all of these pipelines.` }],
        fixes: () => makeOptional(entry, flow),
      });
    }
  },
};

/** Instances of equal conditions are in the same pipelines: one of them tells. */
function onePerCondition(job: Job, instances: readonly Instance[]): readonly Instance[] {
  return [...new Map(instances.map((instance) => [job.condition(instance), instance])).values()];
}

function makeOptional({ need, item }: NeedItem, { pipeline }: ImageFlow): readonly Fix[] {
  const file = pipeline.files.get(item.location.file);
  let edit: TextEdit | undefined;
  if (item.kind === "scalar" && need.isEditable) {
    edit = replace(item.location, `{job: ${JSON.stringify(item.text)}, optional: true}`);
  } else if (item.kind === "map" && !item.entries.has("optional")) {
    edit = file && insertKey(file, item, "optional", "true", ["job"]);
  }
  return edit ? [{ title: `Need ${need.job} only where it is there`, edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
