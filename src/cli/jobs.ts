import { formatJobsJson, formatJobsText, reportJobs } from "../reports/jobs";
import { type PipelineOptions, readPipeline } from "./named";
import { UsageError } from "./usageError";

/** The formats of `jobs`. */
export const jobsFormats = { text: formatJobsText, json: formatJobsJson };

export interface JobsOptions extends PipelineOptions {
  readonly format: keyof typeof jobsFormats;
}

/** The effective jobs of a pipeline, printed. @throws UsageError when the file cannot be read */
export async function jobs(path: string, options: JobsOptions): Promise<{ report: string; notes: readonly string[] }> {
  const { flows, notes, file, displayName } = await readPipeline(path, options);
  const own = flows.find(({ pipeline }) => pipeline.root === file) ?? flows[0];
  if (!own) throw new UsageError(`${path} holds no pipeline.`);
  return { report: jobsFormats[options.format](reportJobs(own.pipeline, displayName)), notes };
}
