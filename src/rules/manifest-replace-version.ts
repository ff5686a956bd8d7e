import { findFlag } from "../buildah/call";
import { formatReference } from "../buildah/reference";
import { isBefore } from "../buildah/version";
import { removeWithBlank } from "../images/callText";
import { describeVersion } from "../images/version";
import { removeBefore } from "./guardedRemoval";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-replace-version",
  summary: "manifest create has a --replace that its Buildah does not know.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  // Of other flags that are too new unknown-flag tells.
  job(run, { inFlow, versionOf }) {
    for (const event of run.events) {
      const flag = event.kind === "listCreate" ? findFlag(event.call, "--replace") : undefined;
      if (event.kind !== "listCreate" || !flag || event.call.tool !== "buildah") continue;
      const version = versionOf(run);
      if (!isBefore(version.version, 1, 44)) continue;
      inFlow((flow, { report }) =>
        report({
          at: flag.location,
          message: `${run.job.name} creates the manifest list ${formatReference(event.list)} with --replace, which came with Buildah 1.44: ${describeVersion(version)} ends with exit code 125 (“unknown flag: --replace”).`,
          fixes: () => {
            const edits = [removeBefore(event, run, flow), removeWithBlank(flag.location, flow)];
            return edits.every((edit) => edit !== undefined)
              ? [{ title: "Remove the old list before, without --replace", edits, safety: "safe" }]
              : [];
          },
        }),
      );
    }
  },
};

export default rule;
