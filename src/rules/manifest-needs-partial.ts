import type { Job, Pipeline } from "../gitlab/pipeline";
import { addNeeds } from "../images/addNeeds";
import { joinNames } from "../images/describe";
import { isOwn } from "../images/sharing";
import { findUnorderedAdds, jobsOf, relatedPlaces } from "../images/unordered";
import type { Location } from "../text/span";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-needs-partial",
  summary: "A job with needs adds images to a manifest list, but does not need all jobs that push them.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  pipelineJob(job, flow, { report }) {
    if (job.needs.state !== "known") return;
    const adds = findUnorderedAdds(flow, job);
    const missing = jobsOf(adds).filter((producer) => producer !== job);
    // Instances of one matrix cannot need each other: manifest-race tells of those.
    if (missing.length === 0) return;
    const images = joinNames(adds.map(({ add }) => add.image.name.display));
    const names = joinNames(missing.map(({ name }) => name));
    const producers = adds.flatMap((add) => add.producers).filter(({ run }) => run.job !== job);
    const leftOut = joinNames(producers.map(({ run }) => run.instance.name));
    report({
      at: placeOfNeeds(job, flow.pipeline),
      message: `${job.name} adds ${images}, but its needs leave out ${leftOut}: with needs no stage is waited for, so it takes the image of an earlier pipeline, or fails with “manifest unknown”.`,
      related: relatedPlaces(adds),
      fixes: () => {
        const fix = addNeeds(flow, job, missing);
        return fix ? [{ title: `Add ${names} to its needs`, ...fix }] : [];
      },
    });
  },
};

/** The list when the job writes it itself and on one line, else its key, else the job's own. */
function placeOfNeeds(job: Job, { files }: Pipeline): Location {
  const entry = job.source.entries.get("needs");
  if (!entry || !isOwn(job, entry.key.location)) return job.location;
  const { file, span } = entry.value.location;
  const isOneLine =
    isOwn(job, entry.value.location) && !files.get(file)?.text.slice(span.start, span.end).includes("\n");
  return isOneLine && span.end > span.start ? entry.value.location : entry.key.location;
}

export default rule;
