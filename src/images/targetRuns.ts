import { isBefore, type Version } from "../buildah/version";
import type { Containerfile, Stage } from "../containerfile/containerfile";

/**
 * Whether a build for another platform runs programs of that platform: RUN in a stage that the image is made of and
 * that is not pinned to the runner's platform. Undefined when the file does not tell.
 * @param target the value of `--target`; undefined for the last stage
 */
export function runsTargetPrograms(
  { stages }: Containerfile,
  target: string | undefined,
  version: Version | undefined,
): boolean | undefined {
  const last = target === undefined ? stages.at(-1) : findStage(stages, target, stages.length);
  if (!last) return undefined;
  const used = usedStages(stages, last);
  const runs = (stage: Stage) => stage.instructions.some(({ keyword }) => keyword === "RUN");
  const running = used.filter(runs);
  if (running.length === 0) return false;
  const isPinnedHere = (stage: Stage) => isPinned(stages, stage, version);
  if (running.every(isPinnedHere)) return false;
  // From 1.24.1 to 1.39 a pinned stage passes its platform on to later ones: their RUN may be of the runner's platform.
  const mayLeak = used.some(isPinnedHere) && !(version && !isBefore(version, 1, 40));
  return mayLeak ? undefined : true;
}

/** The stages that a stage is made of: through FROM, `COPY --from` and `RUN --mount=from`; itself included. */
function usedStages(stages: readonly Stage[], last: Stage): Stage[] {
  const used = new Set<Stage>([last]);
  for (const stage of used) {
    const names = stage.instructions.flatMap(({ keyword, text }) => {
      if (keyword === "FROM") return baseOf(text) ?? [];
      return [...text.matchAll(/(?:--from=|\bfrom=)([^\s,]+)/g)].map((match) => match[1]!);
    });
    for (const name of names) {
      const found = findStage(stages, name, stages.indexOf(stage));
      if (found) used.add(found);
    }
  }
  return [...used];
}

/** The stage of a name or number before the stage at `end`. */
function findStage(stages: readonly Stage[], name: string, end: number): Stage | undefined {
  const earlier = stages.slice(0, end);
  return (
    earlier.findLast((stage) => stage.name === name.toLowerCase()) ??
    (/^\d+$/.test(name) ? earlier[Number(name)] : undefined)
  );
}

/** True when the stage runs on the runner's own platform whatever the target is. */
function isPinned(stages: readonly Stage[], stage: Stage, version: Version | undefined): boolean {
  const { text } = stage.from;
  const platform = /--platform=(\S+)/.exec(text)?.[1];
  if (platform === undefined) {
    const base = findStage(stages, baseOf(text) ?? "", stages.indexOf(stage));
    return base !== undefined && isPinned(stages, base, version);
  }
  // Up to 1.36 $BUILDPLATFORM is empty in FROM, and the flag without effect (measured with 1.28.2).
  const isEmpty = /\$\{?BUILD/.test(platform) && version !== undefined && isBefore(version, 1, 37);
  return !isEmpty && !/\$\{?TARGET/.test(platform);
}

/** The image or stage that a FROM begins with. */
function baseOf(text: string): string | undefined {
  return text.split(/\s+/).find((word) => word !== "" && !word.startsWith("--"));
}
