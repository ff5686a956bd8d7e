import type { BuildJob, RunPlan, RunPlanParams } from "../protocol/messages";
import { listBuildJobs } from "../run/jobs";
import { planRun } from "../run/plan";
import type { FileId } from "../text/span";
import { type Analysis, flowsOf } from "./analysis";

/** The jobs that build images, of the pipelines that a file is a part of, or of all. */
export function findBuildJobs(analysis: Analysis, file: FileId | undefined, hostPlatform: string): BuildJob[] {
  const flows = file === undefined ? analysis.flows : flowsOf(analysis, file);
  return flows.flatMap((flow) => listBuildJobs(flow, hostPlatform));
}

/** What a local build of a job would do; undefined when the job is gone. */
export function planBuild(
  analysis: Analysis,
  params: RunPlanParams,
  find: (file: FileId) => ReturnType<Parameters<typeof planRun>[3]>,
): RunPlan | undefined {
  const flow = analysis.flows.find(({ pipeline }) => pipeline.root === params.pipeline);
  const run = flow?.runs.find(({ instance }) => instance.name === params.job);
  return flow && run && planRun(flow, run, params, find);
}
