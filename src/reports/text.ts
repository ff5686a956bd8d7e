import { type Finding, type Severity, severities } from "../text/finding";
import type { Region, Report, ReportedFinding } from "./report";

/** Codes of ECMA-48, "select graphic rendition". */
const colours: Readonly<Record<Severity | "place" | "gutter" | "rule", number>> = {
  error: 31,
  warning: 33,
  info: 36,
  hint: 36,
  place: 1,
  gutter: 34,
  rule: 2,
};

type Paint = (colour: keyof typeof colours, text: string) => string;

/** More of a line than this is not shown. In UTF-16 units. */
const maxWidth = 160;

/**
 * The text report: for each finding a line with its place, the source line with carets under it and the related
 * places; then a summary. Empty when there is nothing to say.
 */
export function formatText(report: Report): string {
  const { findings, settings } = report;
  if (findings.length === 0) return "";
  const paint: Paint = (colour, text) => (settings.isColoured ? `\u001B[${colours[colour]}m${text}\u001B[0m` : text);
  const blocks = findings.map((item) => formatFinding(item, report, paint));
  return `${blocks.join("\n\n")}\n\n${summarise(findings)}\n`;
}

function formatFinding({ finding, ...region }: ReportedFinding, report: Report, paint: Paint): string {
  const { severity, message, rule, location, related } = finding;
  const place = (at: Finding["location"], { line, column }: Region) =>
    `${clean(report.settings.displayName(at.file))}:${line}:${column}`;
  const head = `${paint("place", `${place(location, region)}:`)} ${paint(severity, `${severity}:`)} ${clean(message)} ${paint("rule", `[${rule}]`)}`;
  const margin = " ".repeat(String(region.line).length);
  const notes = related.map(
    (other) =>
      `${margin} ${paint("gutter", "=")} ${place(other.location, report.regionOf(other.location))}: ${clean(other.message)}`,
  );
  return [head, ...excerpt(finding, region, report, paint), ...notes].join("\n");
}

/** The source line and the carets; of a place over several lines the first one. */
function excerpt(finding: Finding, region: Region, report: Report, paint: Paint): string[] {
  const text = report.texts.get(finding.location.file) ?? "";
  const { start } = finding.location.span;
  const lineStart = start - (region.column - 1);
  const line = /^[^\r\n]*/.exec(text.slice(lineStart))![0];
  const end = region.endLine === region.line ? region.endColumn - 1 : line.length;
  // A long line is cut around the place.
  const from = end > maxWidth ? Math.max(0, region.column - 1 - maxWidth / 4) : 0;
  const shown = line.slice(from, from + maxWidth);
  const before = shown.slice(0, region.column - 1 - from);
  const marked = shown.slice(before.length, end - from);
  const carets = "^".repeat(Math.max(1, blank(marked).length));
  const margin = " ".repeat(String(region.line).length);
  const gutter = (number: string) => paint("gutter", `${number} |`);
  return [
    `${gutter(String(region.line))} ${clean(shown)}`,
    `${gutter(margin)} ${blank(before)}${paint(finding.severity, carets)}`,
  ];
}

/** As many blanks as a text takes columns; tabs stay, for their width is the terminal's affair. */
function blank(text: string): string {
  return text.replaceAll(wide, "  ").replaceAll(/\p{M}/gu, "").replaceAll(/[^\t]/gu, " ");
}

/** Letters and signs that take two columns (Unicode Standard Annex 11, East Asian Width). */
const wide = /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/gu;

/** What a file holds must not move the cursor or change the colours of the terminal that shows it. */
function clean(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t]/gu, "\uFFFD");
}

function summarise(findings: readonly ReportedFinding[]): string {
  const counts = severities.flatMap((severity) => {
    const count = findings.filter(({ finding }) => finding.severity === severity).length;
    return count === 0
      ? []
      : [`${count} ${severity}${count > 1 && (severity === "error" || severity === "warning") ? "s" : ""}`];
  });
  const fixable = findings.filter(({ finding }) => finding.fixes.some(({ safety }) => safety === "safe")).length;
  return counts.join(", ") + (fixable > 0 ? ` (--fix repairs ${fixable})` : "");
}
