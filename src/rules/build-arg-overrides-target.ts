import { findFlags } from "../buildah/call";
import {
  architectureOfWord,
  formatPlatform,
  isSamePlatform,
  normalisePlatform,
  type Platform,
  readPlatform,
} from "../buildah/platform";
import { isBefore } from "../buildah/version";
import { joinNames } from "../images/describe";
import type { BuildEvent, JobRun } from "../images/flow";
import { type BuildahVersion, describeVersion } from "../images/version";
import type { Severity } from "../text/finding";
import { removeFlag } from "./removeFlag";
import { fixWith } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "build-arg-overrides-target",
  summary: "A build argument contradicts the platform of the build.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  job(run, { inFlow, versionOf }) {
    for (const event of run.events) {
      if (event.kind !== "build") continue;
      for (const flag of findFlags(event.call, "--build-arg")) {
        const [, name, text] = /^(TARGET(?:PLATFORM|OS|ARCH|VARIANT))=(.*)$/s.exec(flag.value?.literal ?? "") ?? [];
        if (name === undefined || text === undefined || !event.platforms) continue;
        const verdict = judge(name, text, event, run, versionOf(run));
        if (!verdict) continue;
        inFlow((flow, { report }) =>
          report({
            at: flag.location,
            severity: verdict.severity,
            message: `${run.job.name} builds for ${verdict.target} with --build-arg ${name}=${text}: ${verdict.effect}.`,
            fixes: () => (event.platforms!.length > 0 ? fixWith(`Remove ${name}`, "safe", removeFlag(flag, flow)) : []),
          }),
        );
      }
    }
  },
};

/** What comes of an argument; undefined where it agrees with the platform, or where that cannot be known. */
function judge(
  name: string,
  text: string,
  { platforms }: BuildEvent,
  run: JobRun,
  buildah: BuildahVersion,
): { readonly severity: Severity; readonly target: string; readonly effect: string } | undefined {
  const { runner, job } = run;
  const isPlatform = name === "TARGETPLATFORM";
  const isOld = buildah.source !== "newest" && isBefore(buildah.version, 1, 38);
  const mislabels =
    "the Containerfile sees that value while the image is labelled with its platform, and the job ends with exit code 0";
  if (platforms!.length === 0) {
    // Since 1.38 TARGETPLATFORM chooses the platform. Without tags the runner of GitLab.com is amd64.
    if (isPlatform && !isOld) return undefined;
    const own = runner.architecture ?? (job.tags.state === "absent" ? "amd64" : undefined);
    const target = own && { os: "linux", architecture: own, variant: own === "arm" ? "v7" : "" };
    if (!target || agrees(name, text, target) !== false) return undefined;
    const severity = runner.architecture === undefined ? "warning" : "error";
    return { severity, target: "the runner's own platform", effect: mislabels };
  }
  const targets = platforms!.flatMap(({ platform }) => platform ?? []);
  if (targets.every((target) => agrees(name, text, target) !== false)) return undefined;
  const target = joinNames(targets.map(formatPlatform));
  if (!isPlatform || isOld) return { severity: "error", target, effect: mislabels };
  const isNew = buildah.source !== "newest";
  const effect = `${isNew ? describeVersion(buildah) : "Buildah 1.39"} drops the argument, and older versions let the Containerfile see it in an image with the other label`;
  return { severity: "warning", target, effect };
}

/** Undefined for a word that is no architecture: it may be what a download calls one. */
function agrees(name: string, text: string, target: Platform): boolean | undefined {
  switch (name) {
    case "TARGETPLATFORM": {
      const reading = readPlatform(text);
      return reading.kind === "platform" ? isSamePlatform(reading.platform, target) : undefined;
    }
    case "TARGETARCH": {
      const architecture = architectureOfWord(text);
      return architecture === undefined ? undefined : architecture === target.architecture;
    }
    case "TARGETOS":
      return text.toLowerCase() === target.os;
    default:
      return isSamePlatform(normalisePlatform({ ...target, variant: text }), target);
  }
}

export default rule;
