import { type BuildahCall, findFlag } from "../buildah/call";
import type { Value } from "../text/value";
import { JobEnvironment } from "./environment";
import type { JobRun } from "./flow";

/** How a command isolates the processes of RUN, and what says so. */
export interface Isolation {
  readonly by: "--isolation" | "BUILDAH_ISOLATION";
  readonly value: Value;
}

/** The isolation that `--isolation` chooses, else BUILDAH_ISOLATION; undefined where neither is known to. */
export function readIsolation(call: BuildahCall, run: JobRun): Isolation | undefined {
  const flag = findFlag(call, "--isolation");
  if (flag) return flag.value && { by: "--isolation", value: flag.value };
  const value = call.hasUnknownWords ? undefined : new JobEnvironment(run, call.command).get("BUILDAH_ISOLATION");
  return value && { by: "BUILDAH_ISOLATION", value };
}
