import { formatPlatform } from "../buildah/platform";
import { pinPlatform } from "../containerfile/edit";
import { describeBuilds, foreignTargets, stagePlatformOf } from "../images/stagePlatform";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "df-from-pinned-platform",
  summary: "A FROM has a platform of its own that is not the one that is built for.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  containerfile(file, { report, usesOf }) {
    for (const stage of file.stages) {
      if (!stage.platform || stage.base?.text === "scratch") continue;
      const affected = usesOf(file).flatMap((use) => {
        const pinned = use.stages.includes(stage) ? stagePlatformOf(file, stage, use) : undefined;
        const targets = pinned?.kind === "fixed" ? foreignTargets(use, pinned) : [];
        return pinned?.kind === "fixed" && targets.length > 0 ? [{ use, targets, platform: pinned.platform }] : [];
      });
      const isImage = ({ use }: (typeof affected)[number]) => use.lineage.includes(stage);
      const worst = affected.find(isImage) ?? affected[0];
      if (!worst) continue;
      const told = affected.filter((one) => isImage(one) === isImage(worst));
      const builds = describeBuilds(
        told.map(({ use }) => use),
        told.flatMap(({ targets }) => targets),
      );
      const fixed = formatPlatform(worst.platform);
      report({
        at: stage.platform.location,
        severity: isImage(worst) ? "error" : "info",
        message: isImage(worst)
          ? `${builds}, but the image always begins with one for ${fixed}: it holds that under the other label, with exit code 0 and without a warning.`
          : `${builds}, but this stage is always one for ${fixed}: what is copied out of it works only where it does not depend on the platform.`,
        fixes: () =>
          isImage(worst)
            ? [{ title: "Write $TARGETPLATFORM", edits: pinPlatform(stage, "$TARGETPLATFORM"), safety: "unsafe" }]
            : [],
      });
    }
  },
};

export default rule;
