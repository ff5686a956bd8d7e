import { findFlag, findFlags } from "../buildah/call";
import { readPlatform } from "../buildah/platform";
import { isBefore } from "../buildah/version";
import type { ImageFlow } from "../images/flow";
import { describeVersion, runsNewest } from "../images/version";
import { replace } from "../text/finding";
import type { Location } from "../text/span";
import { removeFlag } from "./removeFlag";
import { fixWith } from "./rewrite";
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
    const isFixed = runsNewest(run) || (buildah.source !== "newest" && !isBefore(buildah.version, 1, 36));
    const effect = isFixed
      ? `${describeVersion(buildah)} does as it says, but before 1.36 TARGETARCH and TARGETPLATFORM stay those of the runner`
      : `before 1.36 Buildah labels the image ${architecture} but leaves TARGETARCH and TARGETPLATFORM at the runner's own, so that the Containerfile puts the runner's programs into it`;
    inFlow((flow, { report }) =>
      report({
        at: flag.location,
        severity: isFixed ? "info" : "warning",
        message: `${run.job.name} chooses its architecture with --arch ${architecture} alone: ${effect}.`,
        fixes: () => {
          const variants = findFlags(call, "--variant");
          const edit = removeFlag(flag, flow);
          if (!edit || findFlags(call, "--arch").length > 1 || variants.length > 1) return [];
          const texts = [flag, ...variants].map(({ valueLocation }) => valueLocation && textAt(valueLocation, flow));
          if (texts.some((text) => !text || /[\s\\,]/.test(text))) return [];
          const written = ["linux", ...texts].join("/");
          // Variables stay: another job, or another instance, has other values for them.
          const platform = /^[\w/]+$/.test(written) ? readPlatform(written) : undefined;
          if (platform && platform.kind !== "platform") return [];
          const newText = `--platform ${platform?.canonical ?? written}`;
          const removals = variants.map((variant) => removeFlag(variant, flow));
          return fixWith(`Write ${newText}`, "safe", replace(flag.location, newText), ...removals);
        },
      }),
    );
  },
};

function textAt({ file, span }: Location, { pipeline }: ImageFlow): string | undefined {
  return pipeline.files.get(file)?.text.slice(span.start, span.end);
}

export default rule;
