import { findFlags } from "../buildah/call";
import { isBefore } from "../buildah/version";
import { describeVersion } from "../images/version";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "platform-list-old",
  summary: "A Buildah before 1.23 is asked to build for several platforms at once.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  call(call, run, { report, versionOf }) {
    if (call.tool !== "buildah" || call.subcommand !== "build") return;
    const flags = findFlags(call, "--platform");
    const [first, second] = flags;
    const list = flags.find(({ value }) => value?.flat.includes(","));
    const several = list ?? (second && first!.value?.key !== second.value?.key ? second : undefined);
    if (!several) return;
    const buildah = versionOf(run);
    if (buildah.source === "newest" || !isBefore(buildah.version, 1, 23)) return;
    const effect = list ? "takes the whole list for one platform" : "builds for the last one only";
    report({
      at: several.location,
      message: `${run.job.name} builds for several platforms at once, and ${describeVersion(buildah)} cannot do that before 1.23: it ${effect}. Use a newer image of Buildah or a build for each platform.`,
    });
  },
};

export default rule;
