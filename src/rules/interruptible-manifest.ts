import type { Job } from "../gitlab/pipeline";
import type { ImageFlow } from "../images/flow";
import { isOwn } from "../images/sharing";
import { type Fix, replace } from "../text/finding";
import { insertKey } from "../yaml/edit";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "interruptible-manifest",
  summary: "A newer pipeline may stop a job while it pushes a manifest list.",
  severity: "hint",
  confidence: "certain",
  fixes: ["unsafe"],
  job({ job, events }, { inFlow }) {
    const { interruptible } = job;
    const push = events.find((event) => event.kind === "listPush");
    if (interruptible.state !== "known" || !interruptible.value || !push) return;
    inFlow((flow, { report }) => {
      report({
        at: interruptible.location,
        message: `${job.name} pushes ${push.destination.name.display} and is interruptible: where redundant pipelines are cancelled a newer one can stop it between two pushes, and tags then name lists of different commits.`,
        related: [{ location: push.destination.location, message: "The list is pushed here." }],
        fixes: () => protect(job, interruptible.location, flow),
      });
    });
  },
};

function protect(job: Job, place: Parameters<typeof replace>[0], { pipeline }: ImageFlow): readonly Fix[] {
  const file = pipeline.files.get(job.source.location.file);
  const edit = isOwn(job, place)
    ? replace(place, "false")
    : file && insertKey(file, job.source, "interruptible", "false");
  return edit ? [{ title: `Do not interrupt ${job.name}`, edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
