import { resolve } from "node:path";
import { formatJobsJson, formatJobsText, reportJobs } from "../reports/jobs";
import { pathOf } from "../server/nodeFiles";
import { displayPath } from "./displayPath";
import { readPipeline } from "./named";
import { UsageError } from "./usageError";

/** The formats of `jobs`. */
export const jobsFormats = { text: formatJobsText, json: formatJobsJson };

export interface JobsOptions {
  readonly format: keyof typeof jobsFormats;
  /** Globs of roots with names of their own, relative to the project's folder. */
  readonly files: readonly string[];
}

/** The effective jobs of a pipeline, printed. @throws UsageError when the file cannot be read */
export async function jobs(
  path: string,
  { format, files }: JobsOptions,
): Promise<{ report: string; notes: readonly string[] }> {
  const { flows, notes } = await readPipeline(path, files);
  const own = flows.find(({ pipeline }) => pathOf(pipeline.root) === resolve(path)) ?? flows[0];
  if (!own) throw new UsageError(`${path} holds no pipeline.`);
  const report = reportJobs(own.pipeline, (file) => displayPath(pathOf(file) ?? file, [path]));
  return { report: jobsFormats[format](report), notes };
}
