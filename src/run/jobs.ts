import { findFlag } from "../buildah/call";
import type { BuildEvent, ImageFlow, JobRun } from "../images/flow";
import type { BuildJob } from "../protocol/messages";
import { normalPlatform } from "./arguments";
import { rangeIn } from "./place";

/** The job instances of a pipeline that build images, in the order of the files. */
export function listBuildJobs(flow: ImageFlow, hostPlatform: string): readonly BuildJob[] {
  return flow.runs.flatMap((run) => {
    const builds = buildsOf(run);
    if (builds.length === 0) return [];
    const { location } = run.job;
    return [
      {
        pipeline: flow.pipeline.root,
        job: run.instance.name,
        folder: flow.pipeline.folder,
        platforms: [...new Set(builds.flatMap((build) => platformsOf(build, hostPlatform) ?? []))],
        isForHost: builds.some((build) => isForHost(build, hostPlatform) === true),
        uri: location.file,
        range: rangeIn(flow, location),
      },
    ];
  });
}

/** The builds of a job instance. */
export function buildsOf(run: JobRun): readonly BuildEvent[] {
  return run.events.filter((event) => event.kind === "build");
}

/** The platforms of a build in normal form, unknown ones left out; empty: the machine's own. Undefined: not to be known. */
export function platformsOf(build: BuildEvent, hostPlatform: string): readonly string[] | undefined {
  if (build.platforms === undefined) return platformOfParts(build, hostPlatform);
  return build.platforms.flatMap(({ value }) =>
    value.literal === undefined ? [] : (normalPlatform(value.literal, hostPlatform) ?? []),
  );
}

/** `--arch`, with or without `--os` and `--variant`. */
function platformOfParts({ call }: BuildEvent, hostPlatform: string): readonly string[] | undefined {
  if (call.hasUnknownWords || findFlag(call, "--all-platforms")) return undefined;
  const [arch, os, variant] = ["--arch", "--os", "--variant"].map((name) => findFlag(call, name));
  const parts = [os ? os.value?.literal : "linux", arch?.value?.literal, variant ? variant.value?.literal : ""];
  if (parts.includes(undefined)) return undefined;
  const platform = normalPlatform(parts.filter(Boolean).join("/"), hostPlatform);
  return platform === undefined ? undefined : [platform];
}

/** True when a build is for the host, among others perhaps; undefined when that cannot be known. */
export function isForHost(build: BuildEvent, hostPlatform: string): boolean | undefined {
  const platforms = platformsOf(build, hostPlatform);
  if (findFlag(build.call, "--all-platforms")) return true;
  if (platforms === undefined) return undefined;
  if (build.platforms?.length === 0 || platforms.includes(hostPlatform)) return true;
  const isCertain = (build.platforms ?? []).every(({ value }) => value.literal !== undefined);
  return isCertain ? false : undefined;
}
