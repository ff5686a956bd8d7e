import { formatJson, formatText, reportFindings } from "../reports/findings";
import { pathOf } from "../server/nodeFiles";
import { type Severity, severities } from "../text/finding";
import { displayPath } from "./displayPath";
import { readNamed } from "./named";
import { UsageError } from "./usageError";

export interface LintOptions {
  readonly format: string;
  readonly failOn: string;
  /** Globs of roots with names of their own, relative to the project's folder. */
  readonly files: readonly string[];
}

export const formats = { text: formatText, json: formatJson };

/** Lints files and folders. Returns the report, what to say on standard error, and the exit code. */
export async function lint(
  paths: readonly string[],
  options: LintOptions,
): Promise<{ report: string; notes: string[]; exitCode: number }> {
  const format = formats[options.format as keyof typeof formats];
  if (!format)
    throw new UsageError(`There is no format “${options.format}”; use ${Object.keys(formats).join(" or ")}.`);
  const limit = severities.indexOf(options.failOn as Severity);
  if (limit < 0) throw new UsageError(`There is no severity “${options.failOn}”; use ${severities.join(", ")}.`);
  const { findings, failures, texts, notes } = await readNamed(paths, options.files);
  const broken = failures.map(
    ({ rule, error }) => `The rule ${rule} failed and was left out: ${error instanceof Error ? error.message : error}`,
  );
  const reported = reportFindings(findings, texts, (file) => displayPath(pathOf(file) ?? file, paths));
  const isBad = reported.some(({ severity }) => severities.indexOf(severity) <= limit);
  return { report: format(reported), notes: [...notes, ...broken], exitCode: isBad ? 1 : 0 };
}
