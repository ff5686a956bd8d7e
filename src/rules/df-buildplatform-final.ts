import { findFlag } from "../buildah/call";
import { isBefore } from "../buildah/version";
import { pinPlatform } from "../containerfile/edit";
import { describeBuilds, describePinned, foreignTargets } from "../images/stagePlatform";
import { describeVersion, runsNewest } from "../images/version";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "df-buildplatform-final",
  summary: "The image itself begins with an image for the runner's platform.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  containerfile(file, { report, usesOf }) {
    for (const stage of file.stages) {
      const { platform, base } = stage;
      if (!platform || !base || base.text === "scratch" || !/\$\{?BUILD(PLATFORM|ARCH)/.test(platform.text)) continue;
      const pinned = { kind: "runner" } as const;
      const affected = usesOf(file).flatMap((use) => {
        // Files that are written out have no label.
        if (!use.lineage.includes(stage) || findFlag(use.build.call, "--output")) return [];
        const targets = foreignTargets(use, pinned);
        return targets.length > 0 ? [{ use, targets }] : [];
      });
      const worst = affected.find(({ use }) => !isBefore(use.version.version, 1, 37)) ?? affected[0];
      if (!worst) continue;
      const { source } = worst.use.version;
      const isSure = source !== "newest" || runsNewest(worst.use.run);
      const isOld = isBefore(worst.use.version.version, 1, 37);
      const builds = describeBuilds(
        affected.map(({ use }) => use),
        affected.flatMap(({ targets }) => targets),
      );
      const version = describeVersion(worst.use.version);
      report({
        at: platform.location,
        severity: isOld ? "info" : isSure ? "error" : "warning",
        message: isOld
          ? `${builds}: ${version} passes over ${platform.text} here, but from 1.37 on the image holds programs of ${describePinned(pinned, worst.use)} under the other label.`
          : `${builds}, but the image begins with one for the runner: with ${version} it holds programs of ${describePinned(pinned, worst.use)} under the other label, with exit code 0.`,
        fixes: () => [
          { title: "Write $TARGETPLATFORM", edits: pinPlatform(stage, "$TARGETPLATFORM"), safety: "unsafe" },
        ],
      });
    }
  },
};

export default rule;
