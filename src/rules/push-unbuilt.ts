import { formatReference } from "../buildah/reference";
import { joinNames } from "../images/describe";
import { findMaker, findUnbuiltPushes } from "../images/unbuilt";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "push-unbuilt",
  summary: "A job pushes an image that it neither builds nor gets.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  job(run, { inFlow }) {
    for (const { event, made, meant } of findUnbuiltPushes(run)) {
      // Of a slip `push-tag-mismatch` speaks.
      if (meant) continue;
      const names = joinNames(made.map(formatReference));
      inFlow((flow, { report }) => {
        const maker = findMaker(event, run, flow);
        const what = maker
          ? `it is made in ${maker.job.name}, and each job has a storage of its own`
          : `the job makes ${names === "" ? "no image" : `only ${names}`}`;
        report({
          at: event.source.location,
          message: `${run.job.name} pushes ${formatReference(event.source)}, but ${what}: the push fails with “image not known”.`,
        });
      });
    }
  },
};

export default rule;
