import type { Job, Pipeline } from "./pipeline";

/** The place of a job's stage among all, `.pre` first; undefined when there is no such stage, or when that is not known. */
export function stageIndex({ stages }: Pick<Pipeline, "stages">, { stage }: Pick<Job, "stage">): number | undefined {
  const index = stages.state === "known" && stage.state === "known" ? stages.value.indexOf(stage.value) : -1;
  return index < 0 ? undefined : index;
}
