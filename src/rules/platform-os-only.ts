import { isBefore } from "../buildah/version";
import { architectureMeant } from "../images/architectureNames";
import { describeVersion } from "../images/version";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "platform-os-only",
  summary: "A platform has an operating system and no architecture.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { report, versionOf }) {
    for (const event of run.events) {
      if (event.kind !== "build") continue;
      for (const { reading, value, location } of event.platforms ?? []) {
        const os = reading?.kind === "partial" ? reading.platform.os : undefined;
        if (os === undefined) continue;
        const buildah = versionOf(run);
        // With a slash at the end every version takes it.
        const isRefused = buildah.source !== "newest" && isBefore(buildah.version, 1, 31) && !value.flat.endsWith("/");
        const effect = isRefused
          ? `${describeVersion(buildah)} wants an architecture too and ends with exit code 125 (“invalid platform syntax”)`
          : "the image is for the architecture of whatever runner takes the job";
        report({
          at: location,
          severity: isRefused ? "error" : "warning",
          message: `${run.job.name} builds for ${value.display}, an operating system alone: ${effect}.`,
          fixes: () => {
            const architecture = architectureMeant(event, run);
            return architecture === undefined ? [] : rewrite(value, `${os}/${architecture}`, "unsafe");
          },
        });
      }
    }
  },
};

export default rule;
