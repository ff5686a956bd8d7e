import { predictIndexes } from "../images/predict";
import { formatIndexesJson, formatIndexesText } from "../reports/indexes";
import { type PipelineOptions, readPipeline } from "./named";

/** The formats of `predict`. */
export const predictFormats = { text: formatIndexesText, json: formatIndexesJson };

export interface PredictOptions extends PipelineOptions {
  readonly format: keyof typeof predictFormats;
}

/** The indexes that a pipeline pushes, printed. @throws UsageError when the file cannot be read */
export async function predict(
  path: string,
  options: PredictOptions,
): Promise<{ report: string; notes: readonly string[] }> {
  const { flows, notes } = await readPipeline(path, options);
  return { report: predictFormats[options.format](flows.flatMap(predictIndexes)), notes };
}
