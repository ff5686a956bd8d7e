import { formatReference } from "../buildah/reference";
import { keepsState } from "../images/keptState";
import { isLeftOver } from "../images/leftLists";
import { findListUsers } from "../images/listUsers";
import { removeBefore } from "./guardedRemoval";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-amend-stale",
  summary: "A manifest list keeps the images of earlier pipelines.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    for (const event of run.events) {
      if (event.kind !== "listCreate" || event.existing !== "stays" || !isLeftOver(event, run)) continue;
      const { list } = event;
      inFlow((flow, { report }) => {
        // Jobs on one machine may fill one list together.
        if (findListUsers(flow, list.key!).all.some((other) => other !== run)) return;
        report({
          at: list.location,
          severity: keepsState(run) ? "warning" : "info",
          message: `${run.job.name} amends the manifest list ${formatReference(list)} on a runner that keeps its images: the entries of earlier pipelines stay in it, so each platform is in it once for each pipeline, and clients take the first, which is the oldest.`,
          fixes: () => {
            const edit = removeBefore(event, run, flow);
            return edit ? [{ title: "Remove the old list before", edits: [edit], safety: "unsafe" }] : [];
          },
        });
      });
    }
  },
};

export default rule;
