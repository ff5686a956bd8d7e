import { formatReference } from "../buildah/reference";
import { isBefore } from "../buildah/version";
import { insertFlags } from "../images/callText";
import { mustSucceed } from "../images/certainty";
import type { JobRun, ListCreateEvent } from "../images/flow";
import { keepsState } from "../images/keptState";
import { isLeftOver } from "../images/leftLists";
import type { BuildahVersion } from "../images/version";
import { removeBefore } from "./guardedRemoval";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-create-exists",
  summary: "A manifest list is created under a name that is in use.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow, versionOf }) {
    for (const event of run.events) {
      if (event.kind !== "listCreate" || event.call.tool !== "buildah") continue;
      const at = event.list.location;
      const name = formatReference(event.list);
      const there = findInUse(event, run, versionOf);
      if (there) {
        const isImage = there === "image";
        const error = event.existing === "fails" ? " (“that name is already in use”)" : "";
        inFlow((flow, { report }) =>
          report({
            at,
            severity: "error",
            message: `${run.job.name} creates the manifest list ${name}, but ${isImage ? "an image" : "a list"} of that name is in its storage already: the command ends with exit code 125${error}.`,
            fixes: () => {
              const edit = isImage ? undefined : insertFlags(event.call, "--amend", flow);
              return edit ? [{ title: "Go on with the list that is there", edits: [edit], safety: "unsafe" }] : [];
            },
          }),
        );
      } else if (event.existing === "fails" && isLeftOver(event, run)) {
        inFlow((flow, { report }) =>
          report({
            at,
            severity: keepsState(run) ? "warning" : "info",
            message: `${run.job.name} creates the manifest list ${name} on a runner that keeps its images: from the second pipeline on the name is in use, and the command ends with exit code 125 (“that name is already in use”).`,
            fixes: () => {
              const edit = removeBefore(event, run, flow);
              return edit ? [{ title: "Remove the old list before", edits: [edit], safety: "unsafe" }] : [];
            },
          }),
        );
      }
    }
  },
};

/** What the job itself has put under the name, when the command fails because of it. */
function findInUse(
  event: ListCreateEvent,
  run: JobRun,
  versionOf: (run: JobRun) => BuildahVersion,
): "image" | "list" | undefined {
  const { call, existing } = event;
  const content = run.named.get(event);
  if (!mustSucceed(run, call)) return undefined;
  if (existing === "fails" && (content?.kind === "image" || content?.kind === "list")) return content.kind;
  // Since 1.44 --amend makes a list of an image.
  const isRefused = existing === "stays" && content?.kind === "image" && isBefore(versionOf(run).version, 1, 44);
  return isRefused ? "image" : undefined;
}

export default rule;
