import { formatPlatform } from "../buildah/platform";
import { addNeeds } from "../images/addNeeds";
import { addToList } from "../images/addToList";
import { joinNames } from "../images/describe";
import type { ImageFlow } from "../images/flow";
import { findIncompleteLists, type IncompleteList } from "../images/unlisted";
import type { Fix } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-missing-arch",
  summary: "The image of one architecture is pushed beside the others but never added to the manifest list.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(job, flow, { report }) {
    for (const list of flow.runsOf(job).flatMap((run) => findIncompleteLists(flow, run))) {
      const { run, adds, missing } = list;
      const last = adds.at(-1)!;
      const images = joinNames(missing.map(({ event }) => event.destination.name.display));
      const platforms = joinNames(missing.map(({ platform }) => formatPlatform(platform)));
      const jobs = joinNames(missing.map((push) => push.run.instance.name));
      report({
        at: last.call.location,
        message: `${run.job.name} makes ${last.list.name.display} of ${adds.length === 1 ? "one image" : `${adds.length} images`} but never adds ${images}, which ${jobs} pushes: whoever pulls the list for ${platforms} gets “no matching manifest”.`,
        related: missing.map((push) => ({
          location: push.event.destination.location,
          message: `${push.run.instance.name} pushes the image for ${formatPlatform(push.platform)} here.`,
        })),
        fixes: () => {
          const edits = fixEdits(list, flow);
          return edits ? [{ title: `Add ${images} to the list`, edits, safety: "unsafe" }] : [];
        },
      });
    }
  },
};

/** A line for each image and, where the job does not wait for the jobs that push them, needs. */
function fixEdits({ run, adds, missing }: IncompleteList, flow: ImageFlow): Fix["edits"] | undefined {
  const lines = missing.map(({ event }) => addToList(adds.at(-1)!, event.destination, run, flow.pipeline));
  const jobs = new Set(missing.map((push) => push.run.job));
  const late = [...jobs].filter((job) => flow.isOrdered(job, run.job) === false);
  const needs = late.length > 0 ? addNeeds(flow, run.job, late)?.edits : [];
  return needs && lines.every((line) => line !== undefined) ? [...lines, ...needs] : undefined;
}

export default rule;
