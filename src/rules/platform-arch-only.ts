import { isBefore } from "../buildah/version";
import { isWithin } from "../images/sharing";
import { describeVersion } from "../images/version";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "platform-arch-only",
  summary: "A platform has an architecture and no operating system.",
  severity: "info",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job(run, { report, versionOf }) {
    for (const event of run.events) {
      for (const { reading, value, location, flag } of event.kind === "build" ? (event.platforms ?? []) : []) {
        if (reading?.kind !== "partial" || reading.platform.architecture === undefined) continue;
        const buildah = versionOf(run);
        const isOld = buildah.source !== "newest" && isBefore(buildah.version, 1, 31);
        const effect = isOld
          ? `${describeVersion(buildah)} wants an operating system too and ends with exit code 125 (“invalid platform syntax”)`
          : "since 1.31 Buildah takes linux for the operating system, and before that it ends with exit code 125";
        report({
          at: location,
          severity: isOld ? "error" : "info",
          message: `${run.job.name} builds for ${value.display}, an architecture alone: ${effect}.`,
          // A variable may stand in a tag too, which takes no slash.
          fixes: () => rewrite(value, `linux/${value.flat}`, isWithin(location, flag.location) ? "safe" : "unsafe"),
        });
      }
    }
  },
};

export default rule;
