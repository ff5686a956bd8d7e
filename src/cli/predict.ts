import { Analyser } from "../features/analysis";
import { predictIndexes } from "../images/predict";
import { formatIndexesJson, formatIndexesText } from "../reports/indexes";
import { NodeFiles } from "../server/nodeFiles";
import { Workspace } from "../workspace/snapshot";
import { pipelineInput } from "./input";

/** The formats of `predict`. */
export const predictFormats = { text: formatIndexesText, json: formatIndexesJson };

export interface PredictOptions {
  readonly format: keyof typeof predictFormats;
}

/** The indexes that a pipeline pushes, printed. @throws UsageError when the file cannot be read */
export async function predict(path: string, { format }: PredictOptions): Promise<string> {
  const { entries, roots } = pipelineInput(path);
  const analyser = new Analyser([]);
  const { flows } = await new Workspace(new NodeFiles(roots)).compute((reader) => analyser.analyse(entries, reader));
  return predictFormats[format](flows.flatMap(predictIndexes));
}
