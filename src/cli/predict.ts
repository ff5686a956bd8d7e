import { predictIndexes } from "../images/predict";
import { formatIndexesJson, formatIndexesText } from "../reports/indexes";
import { readPipeline } from "./named";

/** The formats of `predict`. */
export const predictFormats = { text: formatIndexesText, json: formatIndexesJson };

export interface PredictOptions {
  readonly format: keyof typeof predictFormats;
  /** Globs of roots with names of their own, relative to the project's folder. */
  readonly files: readonly string[];
}

/** The indexes that a pipeline pushes, printed. @throws UsageError when the file cannot be read */
export async function predict(
  path: string,
  { format, files }: PredictOptions,
): Promise<{ report: string; notes: readonly string[] }> {
  const { flows, notes } = await readPipeline(path, files);
  return { report: predictFormats[format](flows.flatMap(predictIndexes)), notes };
}
