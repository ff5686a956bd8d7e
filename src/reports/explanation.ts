import type { Explanation } from "../failures/explain";
import type { LogLine } from "../failures/log";
import type { RelatedCause } from "../failures/relate";
import type { Location } from "../text/span";

/** What is told about a log. */
export interface ExplanationReport {
  readonly causes: readonly RelatedCause[];
  readonly firstError: LogLine | undefined;
  readonly place: (location: Location) => ReportedPlace;
}

/** Where something stands; line and column count from 1. */
export interface ReportedPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Joins what a log says with what the files say. */
export function makeExplanationReport(
  { firstError }: Explanation,
  causes: readonly RelatedCause[],
  place: ExplanationReport["place"],
): ExplanationReport {
  return { causes, firstError, place };
}

/** The JSON report: `{causes: [{id, logLine, title, fix, …}], firstError?}`. */
export function formatExplanationJson({ causes, firstError, place }: ExplanationReport): string {
  const report = {
    causes: causes.map(({ id, line, title, fix, job, location, finding }) => ({
      id,
      logLine: line.number,
      title,
      fix,
      job,
      location: location && place(location),
      finding: finding && { rule: finding.rule, message: finding.message },
    })),
    firstError: causes.length === 0 && firstError ? { logLine: firstError.number, text: firstError.text } : undefined,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** The text report: each cause with its line of the log, what happened, where it comes from, and what to do. */
export function formatExplanationText({ causes, firstError, place }: ExplanationReport): string {
  if (causes.length === 0) {
    if (!firstError) return "Nothing in this log says that something failed.\n";
    return `This failure is not known. The first line that tells of one is line ${firstError.number}:\n  ${firstError.text.trim()}\n`;
  }
  return causes.map((cause, index) => describe(cause, index, place)).join("\n");
}

function describe(cause: RelatedCause, index: number, place: ExplanationReport["place"]): string {
  const { id, line, title, fix, job, location, finding } = cause;
  const at = location && place(location);
  const own = finding?.fixes[0]?.title;
  const where = at && `${at.file}:${at.line}:${at.column}${job === undefined ? "" : ` (${job})`}`;
  const lines = [
    `${index === 0 ? "" : "Also: "}${title} [${id}]`,
    `  line ${line.number}: ${line.text.trim()}`,
    ...(where === undefined ? [] : [`  from ${where}`]),
    ...(finding ? [`  ${finding.rule}: ${finding.message}`] : []),
    `  What to do: ${own === undefined ? "" : `${own}. `}${fix}`,
  ];
  return `${lines.join("\n")}\n`;
}
