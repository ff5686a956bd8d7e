import { Analyser } from "../features/analysis";
import { formatJson, formatText, reportFindings } from "../reports/findings";
import { NodeFiles, pathOf } from "../server/nodeFiles";
import { type Severity, severities } from "../text/finding";
import { Workspace } from "../workspace/snapshot";
import { collect, displayPath } from "./input";
import { UsageError } from "./usageError";

export interface LintOptions {
  readonly format: string;
  readonly failOn: string;
}

export const formats = { text: formatText, json: formatJson };

/** Lints files and folders. Returns the report, what to say on standard error, and the exit code. */
export async function lint(
  paths: readonly string[],
  options: LintOptions,
): Promise<{ report: string; notes: readonly string[]; exitCode: number }> {
  const format = formats[options.format as keyof typeof formats];
  if (!format)
    throw new UsageError(`There is no format “${options.format}”; use ${Object.keys(formats).join(" or ")}.`);
  const limit = severities.indexOf(options.failOn as Severity);
  if (limit < 0) throw new UsageError(`There is no severity “${options.failOn}”; use ${severities.join(", ")}.`);
  const { entries, roots, notes } = await collect(paths);
  const analyser = new Analyser();
  const { findings, failures, texts } = await new Workspace(new NodeFiles(roots)).compute((reader) =>
    analyser.analyse(entries, reader),
  );
  const broken = failures.map(
    ({ rule, error }) => `The rule ${rule} failed and was left out: ${error instanceof Error ? error.message : error}`,
  );
  const reported = reportFindings(findings, texts, (file) => displayPath(pathOf(file) ?? file, paths));
  const isBad = reported.some(({ severity }) => severities.indexOf(severity) <= limit);
  return { report: format(reported), notes: [...notes, ...broken], exitCode: isBad ? 1 : 0 };
}
