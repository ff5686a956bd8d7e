import type { Finding, Severity } from "../text/finding";
import { LineIndex } from "../text/lineIndex";
import type { FileId } from "../text/span";

/** A finding as the JSON report has it: 1-based lines and columns, columns in UTF-16 units, the end exclusive. */
export interface ReportedFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
}

/**
 * Findings in the order of files and places.
 * @param displayName how a file is named in the report
 */
export function reportFindings(
  findings: readonly Finding[],
  texts: Pick<ReadonlyMap<FileId, string>, "get">,
  displayName: (file: FileId) => string,
): ReportedFinding[] {
  const indices = new Map<FileId, LineIndex>();
  const reported = findings.map(({ location, rule, severity, message }) => {
    const lines = indices.get(location.file) ?? new LineIndex(texts.get(location.file) ?? "");
    indices.set(location.file, lines);
    const start = lines.position(location.span.start);
    const end = lines.position(location.span.end);
    return {
      file: displayName(location.file),
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
      rule,
      severity,
      message,
    };
  });
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return reported.sort(
    (a, b) => order(a.file, b.file) || a.line - b.line || a.column - b.column || order(a.rule, b.rule),
  );
}

/** The JSON report. */
export function formatJson(findings: readonly ReportedFinding[]): string {
  return `${JSON.stringify(findings, undefined, 2)}\n`;
}

/** The text report: a line for each finding, then a summary; empty when there is nothing to say. */
export function formatText(findings: readonly ReportedFinding[]): string {
  if (findings.length === 0) return "";
  const lines = findings.map(
    (item) => `${item.file}:${item.line}:${item.column}: ${item.severity}: ${item.message} [${item.rule}]`,
  );
  const counts = (["error", "warning", "info", "hint"] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0
      ? []
      : [`${count} ${severity}${count > 1 && (severity === "error" || severity === "warning") ? "s" : ""}`];
  });
  return `${lines.join("\n")}\n\n${counts.join(", ")}\n`;
}
