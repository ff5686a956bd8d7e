import { formatReference } from "../buildah/reference";
import { joinNames } from "../images/describe";
import type { JobRun } from "../images/flow";
import { findListUsers } from "../images/listUsers";
import { findLostLists } from "../images/lostLists";
import type { Location } from "../text/span";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-cross-job-local",
  summary: "A job fills or pushes a manifest list that only another job has made.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  job(run, { inFlow }) {
    for (const { event, content } of findLostLists(run)) {
      if (content.kind !== "absent" || content.removedBy) continue;
      const { key, location } = event.list;
      inFlow((flow, { report }) => {
        const makers = findListUsers(flow, key!).makers.filter((maker) => maker.job !== run.job);
        if (makers.length === 0) return;
        const names = joinNames(makers.map(({ job }) => job.name));
        report({
          at: location,
          message: `${run.job.name} needs the manifest list ${formatReference(event.list)}, which ${names} makes: each job has a storage of its own, so it is not there, and the command ends with exit code 125 (“image not known”). Make, fill and push a list in one job.`,
          related: makers.slice(0, 3).map((maker) => ({
            location: makingOf(maker, key!) ?? maker.job.location,
            message: `${maker.job.name} makes it here.`,
          })),
        });
      });
    }
  },
};

function makingOf({ events }: JobRun, key: string): Location | undefined {
  const making = events.find((event) => "list" in event && event.list?.key === key);
  return making && "list" in making ? making.list?.location : undefined;
}

export default rule;
