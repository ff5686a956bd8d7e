import { findFlag } from "../buildah/call";
import { formatReference } from "../buildah/reference";
import { appendToCall } from "../images/callText";
import { mustSucceed } from "../images/certainty";
import type { JobRun, ListRemoveEvent } from "../images/flow";
import { seemsToKeepState } from "../images/keptState";
import type { Severity } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-unguarded-rm",
  summary: "A job removes a manifest list that may not be there.",
  severity: "warning",
  confidence: "certain",
  fixes: ["safe"],
  job(run, { inFlow }) {
    for (const event of run.events) {
      const severity = event.kind === "listRemove" ? judge(event, run) : undefined;
      if (event.kind !== "listRemove" || !severity) continue;
      const name = formatReference(event.list);
      const why =
        severity === "warning"
          ? "it is not in its storage"
          : "on a new runner it is not there, for no pipeline has made it";
      inFlow((flow, { report }) =>
        report({
          at: event.list.location,
          severity,
          message: `${run.job.name} removes the manifest list ${name}, but ${why}: the command ends with exit code 125 (“image not known”), and the job with it.`,
          fixes: () => {
            const edit = appendToCall(event.call, " || true", flow);
            return edit ? [{ title: "Let it fail", edits: [edit], safety: "safe" }] : [];
          },
        }),
      );
    }
  },
};

/** A warning when it certainly fails, information when only the first time on a machine. */
function judge(event: ListRemoveEvent, run: JobRun): Severity | undefined {
  const { call, list } = event;
  // Podman has a flag for it.
  if (findFlag(call, "--ignore") || !mustSucceed(run, call)) return undefined;
  const content = run.named.get(event);
  if (content?.kind === "absent") return "warning";
  const before = run.events.slice(0, run.events.indexOf(event));
  const isFirst = before.every((other) => !("list" in other) || other.list?.key !== list.key);
  const isKept = content?.kind === "unknown" && list.key !== undefined && seemsToKeepState(run);
  return isKept && isFirst && run.isComplete && run.opaque.length === 0 ? "info" : undefined;
}

export default rule;
