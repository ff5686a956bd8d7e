import { resolve } from "node:path";
import { predictIndexes } from "../images/predict";
import { formatIndexesJson, formatIndexesText } from "../reports/indexes";
import { findNamed, type NamedOptions } from "./named";
import { isFolder } from "./places";
import { UsageError } from "./usageError";

/** The formats of `predict`. */
export const predictFormats = { text: formatIndexesText, json: formatIndexesJson };

export interface PredictOptions extends Pick<NamedOptions, "files" | "stdinFilename"> {
  readonly format: keyof typeof predictFormats;
}

/** The indexes that a pipeline pushes, printed. @throws UsageError when the file cannot be read */
export async function predict(
  path: string,
  options: PredictOptions,
): Promise<{ report: string; notes: readonly string[] }> {
  if (path !== "-" && isFolder(path, resolve(path)))
    throw new UsageError(`${path} is a folder; name the pipeline's file.`);
  const named = await findNamed([path], { ...options, isPipeline: true });
  const { flows, notes } = await named.analyse(new Map());
  return { report: predictFormats[options.format](flows.flatMap(predictIndexes)), notes };
}
