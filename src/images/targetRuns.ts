import { isBefore, type Version } from "../buildah/version";
import type { Containerfile, Stage } from "../containerfile/containerfile";
import { parentOf, targetStage, usedStages } from "../containerfile/stages";

/**
 * Whether a build for another platform runs programs of that platform: RUN in a stage that the image is made of and
 * that is not pinned to the runner's platform. Undefined when the file does not tell.
 * @param target the value of `--target`; undefined for the last stage
 */
export function runsTargetPrograms(
  file: Containerfile,
  target: string | undefined,
  version: Version | undefined,
): boolean | undefined {
  const { stages } = file;
  const last = targetStage(file, target);
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

/** True when the stage runs on the runner's own platform whatever the target is. */
function isPinned(stages: readonly Stage[], stage: Stage, version: Version | undefined): boolean {
  const platform = stage.platform?.text;
  if (platform === undefined) {
    const parent = parentOf(stages, stage);
    return parent !== undefined && isPinned(stages, parent, version);
  }
  // Up to 1.36 $BUILDPLATFORM is empty in FROM, and the flag without effect (measured with 1.28.2).
  const isEmpty = /\$\{?BUILD/.test(platform) && version !== undefined && isBefore(version, 1, 37);
  return !isEmpty && !/\$\{?TARGET/.test(platform);
}
