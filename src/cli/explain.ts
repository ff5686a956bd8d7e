import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { explain as explainLog } from "../failures/explain";
import { relate } from "../failures/relate";
import { formatExplanationJson, formatExplanationText, makeExplanationReport } from "../reports/explanation";
import { Places } from "../text/places";
import { findNamed } from "./named";
import { isFolder } from "./places";
import { UsageError } from "./usageError";

/** The formats of `explain`. */
export const explainFormats = { text: formatExplanationText, json: formatExplanationJson };

export interface ExplainOptions {
  readonly format: keyof typeof explainFormats;
  /** What the job was defined by; by default the project in the working directory, where there is one. */
  readonly pipeline?: string;
  readonly files: readonly string[];
}

/** Why a job failed, printed. @throws UsageError when the log or the pipeline cannot be read */
export async function explain(
  path: string,
  { format, pipeline, files }: ExplainOptions,
): Promise<{ report: string; notes: readonly string[] }> {
  const explanation = explainLog(await readText(path));
  const named = pipeline ?? (existsSync(".gitlab-ci.yml") ? "." : undefined);
  const { analyse, displayName } = await findNamed(named === undefined ? [] : [named], {
    files,
    stdinFilename: ".gitlab-ci.yml",
    isPipeline: pipeline !== undefined,
  });
  const { flows, findings, texts, notes } = await analyse(new Map());
  const places = new Places(texts);
  const report = makeExplanationReport(explanation, relate(explanation, flows, findings), (location) => {
    const { line, character } = places.of(location).start;
    return { file: displayName(location.file), line: line + 1, column: character + 1 };
  });
  return { report: explainFormats[format](report), notes };
}

async function readText(path: string): Promise<string> {
  if (path === "-") return readAll(process.stdin);
  if (isFolder(path, resolve(path))) throw new UsageError(`${path} is a folder; name the log's file.`);
  return readFileSync(path, "utf8");
}
