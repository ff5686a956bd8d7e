import type { Severity } from "../text/finding";
import type { Region, Report } from "./report";

/** A finding in the JSON report. */
export interface JsonFinding extends Region {
  readonly file: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
}

/** The JSON report: an array of {@link JsonFinding}. */
export function formatJson({ findings, settings }: Report): string {
  const items = findings.map(({ finding, line, column, endLine, endColumn }): JsonFinding => {
    const { rule, severity, message } = finding;
    return {
      file: settings.displayName(finding.location.file),
      line,
      column,
      endLine,
      endColumn,
      rule,
      severity,
      message,
    };
  });
  return `${JSON.stringify(items, undefined, 2)}\n`;
}
