import { findFlag, findFlags } from "../buildah/call";
import { type Platform, readPlatform } from "../buildah/platform";
import { isBefore } from "../buildah/version";
import type { BuildEvent } from "./event";
import type { JobRun } from "./flow";

type Surroundings = Pick<JobRun, "runner" | "version">;

/**
 * The platforms that a build makes images for, one for each image; undefined for one that cannot be known. Undefined
 * as a whole when not even their number is known.
 */
export function targetsOf(
  { call, platforms }: BuildEvent,
  { runner, version }: Surroundings,
): readonly (Platform | undefined)[] | undefined {
  const [use, ...others] = platforms ?? [];
  if (use) return [use, ...others].map(({ platform }) => platform);
  if (call.hasUnknownWords || findFlag(call, "--all-platforms")) return undefined;
  const [os, architecture, variant] = ["--os", "--arch", "--variant"].map((name) => findFlag(call, name)?.value);
  if (os || architecture || variant) {
    const parts = [os ? os.literal : "linux", architecture ? architecture.literal : runnerArchitecture(runner)];
    const all = variant ? [...parts, variant.literal] : parts;
    return [all.every((part) => part !== undefined) ? toPlatform(all.join("/")) : undefined];
  }
  // Since 1.38 this argument chooses the platform, before it did not (measured with 1.28.2 and 1.39.3).
  const target = findFlags(call, "--build-arg").find(({ value }) => value?.flat.startsWith("TARGETPLATFORM="));
  if (target && !(version && isBefore(version, 1, 38))) {
    const text = version && target.value!.slice("TARGETPLATFORM=".length).literal;
    return [text === undefined ? undefined : toPlatform(text)];
  }
  return [runnerPlatform(runner)];
}

/** The platform of what is built or chosen without naming one, which only the tags of hosted runners tell. */
export function runnerPlatform(runner: JobRun["runner"]): Platform | undefined {
  const architecture = runnerArchitecture(runner);
  return architecture === undefined ? undefined : { os: "linux", architecture, variant: "" };
}

function runnerArchitecture({ isHosted, architecture }: JobRun["runner"]): string | undefined {
  return isHosted ? architecture : undefined;
}

function toPlatform(text: string): Platform | undefined {
  const reading = readPlatform(text);
  return reading.kind === "platform" ? reading.platform : undefined;
}
