import { addNeeds } from "../images/addNeeds";
import { joinNames } from "../images/describe";
import { findUnorderedAdds, jobsOf, relatedPlaces } from "../images/unordered";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-race",
  summary: "A job adds images to a manifest list without waiting for the jobs that push them.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  pipelineJob(job, flow, { report }) {
    const adds = findUnorderedAdds(flow, job);
    const producers = jobsOf(adds);
    const others = producers.filter((producer) => producer !== job);
    // A job whose needs leave one out is the business of manifest-needs-partial; instances cannot need each other.
    if (adds.length === 0 || (job.needs.state !== "absent" && others.length > 0)) return;
    const images = joinNames(adds.map(({ add }) => add.image.name.display));
    const names = joinNames(others.map(({ name }) => name));
    report({
      at: job.location,
      message:
        others.length > 0
          ? `${job.name} adds ${images} without waiting for ${names}: it takes the image of an earlier pipeline, or fails with “manifest unknown”.`
          : `Each instance of ${job.name} adds ${images}, which the other instances push at the same time: it takes the image of an earlier pipeline, or fails with “manifest unknown”.`,
      related: relatedPlaces(adds),
      fixes: () => {
        const fix = others.length === producers.length ? addNeeds(flow, job, others) : undefined;
        return fix ? [{ title: `Let it need ${names}`, ...fix }] : [];
      },
    });
  },
};

export default rule;
