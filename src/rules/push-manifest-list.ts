import { formatReference } from "../buildah/reference";
import type { JobRun } from "../images/flow";
import type { Publication } from "../images/publications";
import { turnPush } from "../images/turnIntoList";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "push-manifest-list",
  summary: "A manifest list is pushed with push, not with manifest push.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  job(run, { inFlow }) {
    for (const publication of run.publications) {
      const { event } = publication;
      const result = resultOf(publication, run);
      if (event.kind !== "push" || !result) continue;
      const name = formatReference(event.source);
      inFlow((flow, { report }) =>
        report({
          at: event.source.location,
          message: `${run.job.name} pushes the manifest list ${name} with ${event.call.tool} push: ${result}. manifest push --all sends the list and all of its images.`,
          fixes: () => {
            const edits = turnPush(event.call, event.source, flow);
            return edits ? [{ title: `Push ${name} with manifest push --all`, edits, safety: "safe" }] : [];
          },
        }),
      );
    }
  },
};

/** What comes of the push of a list that certainly has several images; undefined for other pushes. */
function resultOf({ event, content }: Publication, { named }: JobRun): string | undefined {
  const list = named.get(event);
  const { transport } = event.destination;
  if (list?.kind !== "list" || list.problems.length > 0 || list.items.length < 2) return undefined;
  if (transport !== undefined && transport !== "docker") return undefined;
  if (content.kind === "instance")
    return "it sends one image only, the one for the runner's architecture, as a plain image, and ends with exit code 0";
  const isRemote = list.items.every((item) => item.content.kind === "remote" && !item.content.local);
  return isRemote && event.call.tool === "buildah"
    ? "it ends with exit code 125 (“could not find image instance … in local containers storage”), for the images are in the registry only"
    : undefined;
}

export default rule;
