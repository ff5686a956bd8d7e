import type { Severity } from "../text/finding";
import { type Report, servicePath } from "./report";

/** GitLab knows info, minor, major, critical and blocker; nothing here blocks by itself. */
const levels: Readonly<Record<Severity, string>> = { error: "major", warning: "minor", info: "info", hint: "info" };

/**
 * The report that GitLab shows in merge requests (GitLab documentation, Code Quality report format). It compares the
 * fingerprints of two reports: what only the newer one has is new.
 */
export function formatCodeQuality(report: Report): string {
  const issues = report.findings.map(({ finding, fingerprint, line, endLine }) => ({
    check_name: finding.rule,
    description: finding.message,
    severity: levels[finding.severity],
    fingerprint,
    location: { path: servicePath(report, finding.location.file), lines: { begin: line, end: endLine } },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}
