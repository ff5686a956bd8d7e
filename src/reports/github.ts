import type { Severity } from "../text/finding";
import { type Report, servicePath } from "./report";

const commands: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "notice",
  hint: "notice",
};

/** Workflow commands of GitHub Actions: each finding becomes an annotation of its line. */
export function formatGithub(report: Report): string {
  return report.findings
    .map(({ finding, line, column, endLine, endColumn }) => {
      const file = servicePath(report, finding.location.file);
      // A column is taken only where the annotation begins and ends on one line.
      const columns = line === endLine ? { col: column, endColumn } : {};
      const properties = Object.entries({ file, line, endLine, ...columns, title: finding.rule }).map(
        ([name, value]) => `${name}=${escapeProperty(String(value))}`,
      );
      return `::${commands[finding.severity]} ${properties.join(",")}::${escapeData(finding.message)}\n`;
    })
    .join("");
}

/** As `@actions/core` does (actions/toolkit, `packages/core/src/command.ts`). */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
