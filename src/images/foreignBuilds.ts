import { findFlag } from "../buildah/call";
import type { Containerfile } from "../containerfile/containerfile";
import type { Job } from "../gitlab/pipeline";
import type { Severity } from "../text/finding";
import { hasEmulation, runsNatively } from "./emulation";
import type { BuildEvent, ImageFlow, JobRun, PlatformUse } from "./flow";
import { runsTargetPrograms } from "./targetRuns";
import type { BuildahVersion } from "./version";

/** The platforms of a build for which the runner has no processor; none where one of them is its own or not known. */
export function foreignPlatforms({ platforms }: BuildEvent, architecture: string): readonly PlatformUse[] {
  // A list with the runner's own architecture in it is the build of all platforms in one place.
  const isForeign = platforms?.every((use) => use.platform && !runsNatively(use.platform, architecture));
  return isForeign ? (platforms ?? []) : [];
}

/** Whether a build for other platforms runs programs of theirs; undefined when its Containerfile does not tell. */
export function runsForeignPrograms(
  event: BuildEvent,
  file: Containerfile | undefined,
  { version, source }: BuildahVersion,
): boolean | undefined {
  const target = findFlag(event.call, "--target");
  const stage = target?.value?.literal;
  const isKnown = file && (!target || stage !== undefined);
  return isKnown ? runsTargetPrograms(file, stage, source === "newest" ? undefined : version) : undefined;
}

/** What follows when a build is for another architecture than the runner's; undefined when nothing does, for no program of the other architecture is run. */
export function effectOfForeign(
  event: BuildEvent,
  run: JobRun,
  file: Containerfile | undefined,
  version: BuildahVersion,
): { readonly severity: Severity; readonly text: string } | undefined {
  const runs = runsForeignPrograms(event, file, version);
  if (runs === false) return undefined;
  const emulates = hasEmulation(run);
  if (emulates) return { severity: "info", text: "the emulation that the job sets up makes that work, but slowly" };
  const failure = "ends with “exec format error”";
  if (runs && emulates === false) {
    return {
      severity: "error",
      text: `the job sets up no emulation, so the first RUN of the Containerfile ${failure}`,
    };
  }
  return {
    severity: "warning",
    text: `that can work, but a RUN needs emulation there, which is slow, and without emulation it ${failure}`,
  };
}

/** The one architecture that all builds of some runs are for; undefined when there are several or not all are known. */
export function onlyArchitecture(runs: readonly JobRun[]): string | undefined {
  const wanted = new Set<string | undefined>();
  for (const event of runs.flatMap(({ events }) => events)) {
    if (event.kind !== "build") continue;
    for (const use of event.platforms ?? [undefined]) wanted.add(use?.platform?.architecture);
  }
  return wanted.size === 1 ? [...wanted][0] : undefined;
}

/**
 * True for a job with a matrix of which some instances build for the architecture of the runner and others for another
 * one, all on runners of one architecture: it is the tag that lacks the variable.
 */
export function hasStaticTag(job: Job, { runsOf }: ImageFlow): boolean {
  if (job.instances.length < 2) return false;
  const own = runsOf(job);
  const architectures = new Set(own.map(({ runner }) => runner.architecture));
  const [architecture] = architectures;
  if (architectures.size !== 1 || architecture === undefined) return false;
  const areForeign = own.map(({ events }) =>
    events.some((event) => event.kind === "build" && foreignPlatforms(event, architecture).length > 0),
  );
  return areForeign.includes(true) && areForeign.includes(false);
}
