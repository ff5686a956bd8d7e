import { formatPlatform, type Platform, readPlatform } from "../buildah/platform";
import { isBefore } from "../buildah/version";
import type { Containerfile, Stage } from "../containerfile/containerfile";
import { lineageOf } from "../containerfile/stages";
import { expandInFrom } from "../containerfile/variables";
import { argumentsOf, type ContainerfileUse } from "./containerfileUses";
import { joinNames } from "./describe";

/**
 * What the `--platform` of a FROM asks for: the platform that is built for, the runner's, a certain one. Undefined when
 * there is none, or one without effect.
 */
export type StagePlatform =
  | { readonly kind: "target" | "runner" | "unknown" }
  | { readonly kind: "fixed"; readonly platform: Platform };

/** Reads the `--platform` of a stage's FROM in a build. */
export function stagePlatformOf(
  file: Containerfile,
  { platform }: Stage,
  { build, version }: ContainerfileUse,
): StagePlatform | undefined {
  if (!platform) return undefined;
  const given = argumentsOf(build.call);
  if (/\$\{?TARGET(PLATFORM|ARCH)/.test(platform.text)) return { kind: "target" };
  if (/\$\{?BUILD(PLATFORM|ARCH)/.test(platform.text)) {
    if (given("BUILDPLATFORM") || given("BUILDARCH")) return { kind: "unknown" };
    // Up to 1.36 the variable is empty in FROM, and the flag without effect (measured with 1.28.2).
    return isBefore(version.version, 1, 37) ? undefined : { kind: "runner" };
  }
  const text = expandInFrom(file, platform.text, given);
  const reading = text === undefined ? undefined : readPlatform(text);
  return reading?.kind === "platform" ? { kind: "fixed", platform: reading.platform } : { kind: "unknown" };
}

/** The platform of the image that a stage begins with, through the stages between. */
export function contentPlatformOf(file: Containerfile, stage: Stage, use: ContainerfileUse): StagePlatform | undefined {
  return stagePlatformOf(file, lineageOf(file.stages, stage).at(-1)!, use);
}

/**
 * The targets of a build whose images get content of another architecture from a stage that is pinned so. Empty where
 * there are none, or where that is not known.
 */
export function foreignTargets(
  { targets = [], run }: ContainerfileUse,
  pinned: StagePlatform | undefined,
): readonly Platform[] {
  if (pinned?.kind === "fixed") return targets.filter((target) => isForeign(target, pinned.platform));
  if (pinned?.kind !== "runner") return [];
  const { architecture } = run.runner;
  if (architecture !== undefined) return targets.filter((target) => target.architecture !== architecture);
  // Whichever the runner is of, the others are foreign to it.
  return new Set(targets.map((target) => target.architecture)).size > 1 ? targets : [];
}

function isForeign(a: Platform, b: Platform): boolean {
  return a.os !== b.os || a.architecture !== b.architecture;
}

/** Which programs a stage that is pinned so holds: `amd64`, `the runner's architecture`. */
export function describePinned(pinned: StagePlatform, { run }: ContainerfileUse): string {
  if (pinned.kind === "fixed") return formatPlatform(pinned.platform);
  return run.runner.architecture ?? "the runner's architecture";
}

/** `build-arm64 builds this for linux/arm64`, of several uses all jobs and platforms. */
export function describeBuilds(uses: readonly ContainerfileUse[], targets: readonly Platform[]): string {
  const jobs = [...new Set(uses.flatMap((use) => use.jobs))];
  return `${joinNames(jobs)} ${jobs.length > 1 ? "build" : "builds"} this for ${joinNames(targets.map(formatPlatform))}`;
}
