import { type BuildahCall, findFlag } from "../buildah/call";
import type { Location } from "../text/span";
import type { Value } from "../text/value";
import { JobEnvironment } from "./environment";
import type { JobRun } from "./flow";

/** What a flag or, without it, a variable says to a call. */
export interface CallSetting {
  readonly call: BuildahCall;
  readonly value: Value;
  /** Where a person changes it. */
  readonly location: Location;
}

/**
 * What a variable, or a flag in its place, says to calls of Buildah; calls that neither reaches are left out.
 * @param isMeant which calls look at it
 */
export function settingsOf(
  run: JobRun,
  variable: string,
  flag: string | undefined,
  isMeant: (call: BuildahCall) => boolean = () => true,
): readonly CallSetting[] {
  const isSet = isMentioned(run, variable);
  return run.calls.flatMap((call) => {
    if (call.tool === "skopeo" || !isMeant(call)) return [];
    const found = flag === undefined ? undefined : findFlag(call, flag);
    const value = found ? found.value : isSet ? new JobEnvironment(run, call.command).get(variable) : undefined;
    return value ? [{ call, value, location: value.location ?? found?.location ?? call.location }] : [];
  });
}

/** Looking through a script for each call would take long where there are many. */
function isMentioned({ job, instance, commands }: JobRun, variable: string): boolean {
  return (
    job.variableNames.includes(variable) ||
    instance.matrix.has(variable) ||
    commands.some(
      ({ words, assignments }) =>
        assignments.has(variable) || words.some(({ value }) => value.flat.startsWith(`${variable}=`)),
    )
  );
}
