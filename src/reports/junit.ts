import { severities } from "../text/finding";
import type { FileId } from "../text/span";
import { type Report, type ReportedFinding, servicePath } from "./report";

/**
 * The JUnit report: a suite for each file, a case for each finding. Findings that fail the run are failures, the others
 * pass with their text as output; a file without findings is one case that passes.
 */
export function formatJunit(report: Report): string {
  const { findings, files, settings } = report;
  const limit = severities.indexOf(settings.failOn);
  const isFailure = ({ finding }: ReportedFinding) => severities.indexOf(finding.severity) <= limit;
  const suites = [...files].map((file) => ({
    file,
    own: findings.filter(({ finding }) => finding.location.file === file),
  }));
  const total = suites.reduce((sum, { own }) => sum + Math.max(1, own.length), 0);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="buildah-pipelines" tests="${total}" failures="${findings.filter(isFailure).length}" errors="0">`,
    ...suites.flatMap(({ file, own }) => {
      const name = attribute(servicePath(report, file));
      const count = `tests="${Math.max(1, own.length)}" failures="${own.filter(isFailure).length}" errors="0"`;
      const cases = own.map((item) => formatCase(item, name, report, isFailure(item)));
      return [
        `  <testsuite name="${name}" ${count} skipped="0" time="0">`,
        ...(cases.length > 0 ? cases : [`    <testcase name="nothing found" classname="${name}" time="0"/>`]),
        "  </testsuite>",
      ];
    }),
    "</testsuites>",
  ];
  return `${lines.join("\n")}\n`;
}

function formatCase(item: ReportedFinding, name: string, report: Report, isFailure: boolean): string {
  const { finding, line, column } = item;
  const { rule, severity, message, location } = finding;
  const text = content(`${place(report, location.file, line, column)}: ${severity}: ${message}`);
  const result = isFailure
    ? `<failure type="${severity}" message="${attribute(message)}">${text}</failure>`
    : `<system-out>${text}</system-out>`;
  return `    <testcase name="${attribute(rule)} at ${line}:${column}" classname="${name}" time="0">${result}</testcase>`;
}

function place(report: Report, file: FileId, line: number, column: number): string {
  return `${servicePath(report, file)}:${line}:${column}`;
}

/** Text between tags. What XML cannot hold at all becomes a question mark in a box. */
function content(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function attribute(text: string): string {
  return content(text)
    .replaceAll('"', "&quot;")
    .replaceAll(/\s/g, (blank) => `&#${blank.charCodeAt(0)};`)
    .replaceAll("&#32;", " ");
}
