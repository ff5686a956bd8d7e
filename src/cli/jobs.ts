import { Analyser } from "../features/analysis";
import { formatJobsJson, formatJobsText, reportJobs } from "../reports/jobs";
import { NodeFiles, pathOf } from "../server/nodeFiles";
import { Workspace } from "../workspace/snapshot";
import { displayPath, pipelineInput } from "./input";

/** The formats of `jobs`. */
export const jobsFormats = { text: formatJobsText, json: formatJobsJson };

export interface JobsOptions {
  readonly format: keyof typeof jobsFormats;
}

/** The effective jobs of a pipeline, printed. @throws UsageError when the file cannot be read */
export async function jobs(path: string, { format }: JobsOptions): Promise<string> {
  const { entries, roots } = pipelineInput(path);
  const analyser = new Analyser([]);
  const { flows } = await new Workspace(new NodeFiles(roots)).compute((reader) => analyser.analyse(entries, reader));
  return jobsFormats[format](reportJobs(flows[0]!.pipeline, (file) => displayPath(pathOf(file) ?? file, [path])));
}
