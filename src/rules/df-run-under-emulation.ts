import { isBefore } from "../buildah/version";
import type { Containerfile, Stage } from "../containerfile/containerfile";
import { lineageOf } from "../containerfile/stages";
import type { ContainerfileUse } from "../images/containerfileUses";
import { hasEmulation, runsNatively } from "../images/emulation";
import { describeBuilds, stagePlatformOf } from "../images/stagePlatform";
import { placeWithin } from "../text/span";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "df-run-under-emulation",
  summary: "A RUN starts programs of another architecture than the runner's.",
  severity: "info",
  confidence: "certain",
  fixes: [],
  containerfile(file, { report, usesOf }) {
    for (const stage of file.stages) {
      const first = stage.instructions.find(({ keyword }) => keyword === "RUN");
      if (!first) continue;
      const affected = usesOf(file).flatMap((use) => {
        const { architecture } = use.run.runner;
        if (architecture === undefined || !use.stages.includes(stage) || !runsOnTarget(file, stage, use)) return [];
        const targets = (use.targets ?? []).filter((target) => !runsNatively(target, architecture));
        return targets.length > 0 ? [{ use, targets, architecture }] : [];
      });
      const [worst] = affected;
      if (!worst) continue;
      const builds = describeBuilds(
        affected.map(({ use }) => use),
        affected.flatMap(({ targets }) => targets),
      );
      const effect = hasEmulation(worst.use.run)
        ? "the emulation that the job sets up makes it work, but slowly"
        : "without emulation it ends with “exec format error”, with emulation it is slow";
      report({
        at: placeWithin(first.location, 0, first.keyword.length),
        message: `${builds} on a runner whose architecture is ${worst.architecture}: ${effect}. A stage with FROM --platform=$BUILDPLATFORM that compiles for $TARGETARCH needs none.`,
      });
    }
  },
};

/** False for a stage with a platform of its own, and for one that may have got it from an earlier one. */
function runsOnTarget(file: Containerfile, stage: Stage, use: ContainerfileUse): boolean {
  const first = lineageOf(file.stages, stage).at(-1)!;
  const pinned = stagePlatformOf(file, first, use);
  if (pinned) return pinned.kind === "target";
  const { version, source } = use.version;
  if (source !== "newest" && !isBefore(version, 1, 40)) return true;
  return !use.stages.slice(0, use.stages.indexOf(first)).some((earlier) => stagePlatformOf(file, earlier, use));
}

export default rule;
