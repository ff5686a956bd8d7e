import { findFlag } from "../buildah/call";
import { formatReference } from "../buildah/reference";
import { removeWithBlank } from "../images/callText";
import { findLostLists } from "../images/lostLists";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-rm-then-use",
  summary: "A manifest list is used after it was removed.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    for (const { event, content } of findLostLists(run)) {
      const removal = content.kind === "absent" ? content.removedBy : undefined;
      if (!removal) continue;
      const name = formatReference(event.list);
      const flag = findFlag(removal.call, "--rm");
      const how = flag
        ? `its push before has ${flag.name}, which removes it`
        : `${removal.call.subcommand} has removed it`;
      inFlow((flow, { report }) =>
        report({
          at: event.list.location,
          message: `${run.job.name} uses the manifest list ${name} again, but ${how}: the command ends with exit code 125 (“image not known”).`,
          related: [{ location: flag?.location ?? removal.call.location, message: `${name} is removed here.` }],
          fixes: () => {
            const edit = flag && removeWithBlank(flag.location, flow);
            return edit ? [{ title: `Keep ${name} after the first push`, edits: [edit], safety: "unsafe" }] : [];
          },
        }),
      );
    }
  },
};

export default rule;
