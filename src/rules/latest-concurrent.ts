import { formatReference, type Reference } from "../buildah/reference";
import { occursWhere } from "../gitlab/conditions/occurrence";
import type { Job } from "../gitlab/pipeline";
import type { ImageFlow } from "../images/flow";
import { isMoving } from "../images/movingTag";
import { remoteKey } from "../images/publications";
import type { Fix } from "../text/finding";
import { insertKey } from "../yaml/edit";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "latest-concurrent",
  summary: "Pipelines that run at once push a list under one tag.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    const { job, instance } = run;
    // Where a new pipeline ends the older one there is nothing to wait for.
    if (job.resourceGroup.state !== "absent" || (job.interruptible.state === "known" && job.interruptible.value))
      return;
    const push = run.publications.find(
      ({ event, isCertain }) =>
        isCertain &&
        event.kind === "listPush" &&
        isMoving(event.destination) &&
        remoteKey(event.destination) !== undefined,
    );
    if (!push) return;
    const { destination } = push.event;
    inFlow((flow, { report }) => {
      if (occursWhere(job.condition(instance), "$CI_COMMIT_BRANCH", "startsByItself") !== "yes") return;
      report({
        at: job.location,
        message: `${job.name} pushes the list ${formatReference(destination)}, and nothing keeps two pipelines from doing so at once: the older one may push last, and the tag then stands for the older commit. With a resource_group one waits for the other.`,
        related: [{ location: destination.location, message: "The list is pushed here." }],
        fixes: () => addResourceGroup(job, destination, flow),
      });
    });
  },
};

function addResourceGroup(job: Job, { tag }: Reference, { pipeline }: ImageFlow): readonly Fix[] {
  const file = pipeline.files.get(job.location.file);
  const name = `image-${tag ? tag.display : "latest"}`;
  const edit = file && insertKey(file, job.source, "resource_group", name, ["extends", "stage", "needs", "rules"]);
  return edit ? [{ title: `Add resource_group: ${name}`, edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
