import { findFlag, findFlags } from "../buildah/call";
import { readPlatform } from "../buildah/platform";
import { isBefore } from "../buildah/version";
import { describeVersion } from "../images/version";
import { replace } from "../text/finding";
import { fixWith, removeFlag } from "./rewrite";
import type { Rule } from "./rule";

/** Beside --platform the flag fails: platform-flag-conflict speaks of that. */
const rule: Rule = {
  id: "platform-arch-flag",
  summary: "A build chooses its architecture with --arch alone.",
  severity: "warning",
  confidence: "certain",
  fixes: ["safe"],
  call(call, run, { inFlow, versionOf }) {
    const flag = call.subcommand === "build" ? findFlag(call, "--arch") : undefined;
    const architecture = flag?.value?.literal;
    const isWhole = findFlag(call, "--os") || findFlag(call, "--platform");
    if (!flag || architecture === undefined || isWhole || call.hasUnknownWords) return;
    const reading = readPlatform(`linux/${architecture}`);
    const isOwn = reading.kind === "platform" && run.runner.architecture === reading.platform.architecture;
    if (isOwn) return;
    const buildah = versionOf(run);
    const isFixed = buildah.source !== "newest" && !isBefore(buildah.version, 1, 36);
    const effect = isFixed
      ? `${describeVersion(buildah)} does that, but before 1.36 TARGETARCH and TARGETPLATFORM stay those of the runner`
      : `before 1.36 Buildah labels the image ${architecture} but leaves TARGETARCH and TARGETPLATFORM at the runner's own, so that the Containerfile puts the runner's programs into it`;
    inFlow((flow, { report }) =>
      report({
        at: flag.location,
        severity: isFixed ? "info" : "warning",
        message: `${run.job.name} chooses its architecture with --arch ${architecture} alone: ${effect}.`,
        fixes: () => {
          const variants = findFlags(call, "--variant");
          const variant = variants[0]?.value?.literal;
          const platform = readPlatform(["linux", architecture, ...(variant ? [variant] : [])].join("/"));
          const isUsual = platform.kind === "platform" && findFlags(call, "--arch").length === 1 && variants.length < 2;
          if (!isUsual || (variants.length > 0 && !variant) || !removeFlag(flag.location, flow)) return [];
          const removals = variants.map(({ location }) => removeFlag(location, flow));
          const newText = `--platform ${platform.canonical}`;
          return fixWith(`Write ${newText}`, "safe", replace(flag.location, newText), ...removals);
        },
      }),
    );
  },
};

export default rule;
