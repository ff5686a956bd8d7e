import type { Platform } from "../buildah/platform";
import { isBefore } from "../buildah/version";
import type { Containerfile, Stage } from "../containerfile/containerfile";
import { pinPlatform } from "../containerfile/edit";
import { parentOf } from "../containerfile/stages";
import type { ContainerfileUse } from "../images/containerfileUses";
import {
  describeBuilds,
  describePinned,
  foreignTargets,
  type StagePlatform,
  stagePlatformOf,
} from "../images/stagePlatform";
import { describeVersion, runsNewest } from "../images/version";
import type { Rule } from "./rule";

/** A stage that gets the platform of an earlier one. */
interface Leak {
  readonly use: ContainerfileUse;
  readonly stage: Stage;
  readonly source: Stage;
  readonly pinned: StagePlatform;
  readonly targets: readonly Platform[];
}

const rule: Rule = {
  id: "df-platform-leak",
  summary: "A FROM without --platform gets the platform of an earlier stage up to Buildah 1.39.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  containerfile(file, { report, usesOf }) {
    const leaks = usesOf(file).flatMap((use) => findLeak(file, use) ?? []);
    for (const stage of file.stages) {
      const own = leaks.filter((leak) => leak.stage === stage);
      const worst = own.find(({ use }) => use.version.source !== "newest") ?? own[0];
      if (!worst) continue;
      const { use, source, pinned } = worst;
      const isSure = use.version.source !== "newest";
      const targets = own.flatMap((leak) => leak.targets);
      const uses = own.map((leak) => leak.use);
      const who = isSure
        ? `${describeVersion(use.version)} takes`
        : "Buildah 1.24 to 1.39, if the job's image has one of them, takes";
      report({
        at: stage.from.location,
        severity: isSure ? "error" : "warning",
        message: `${describeBuilds(uses, targets)}, but ${who} the platform of an earlier FROM for this one too: the image holds programs of ${describePinned(pinned, use)} under the other label, with exit code 0.`,
        related: [{ location: source.from.location, message: "The platform of this stage is passed on." }],
        fixes: () => [
          {
            title: "Add --platform=$TARGETPLATFORM",
            edits: pinPlatform(stage, "$TARGETPLATFORM"),
            safety: "safe",
          },
        ],
      });
    }
  },
};

/** Fixed in 1.40.0; measured with 1.28.2 and 1.39.3. */
function findLeak(file: Containerfile, use: ContainerfileUse): Leak | undefined {
  const { version, lineage, stages } = use;
  const isNewest = version.source === "newest";
  if (isNewest ? runsNewest(use.run) : !isBefore(version.version, 1, 40) || isBefore(version.version, 1, 24))
    return undefined;
  // The stage that begins with an image decides what the image holds.
  const stage = lineage.at(-1);
  if (!stage?.base || stage.platform || parentOf(file.stages, stage) || stage.base.text === "scratch") return undefined;
  const source = stages.slice(0, stages.indexOf(stage)).findLast((one) => stagePlatformOf(file, one, use));
  const pinned = source && stagePlatformOf(file, source, use);
  const targets = foreignTargets(use, pinned);
  return source && pinned && targets.length > 0 ? { use, stage, source, pinned, targets } : undefined;
}

export default rule;
