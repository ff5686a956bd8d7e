import { rules } from "../rules/index";

/** Every rule on a line: id, severity, confidence, kinds of fixes, summary; or the same as JSON. */
export function listRules(format: string): string {
  if (format === "json") {
    const items = rules.map(({ id, severity, confidence, fixes, summary }) => ({
      id,
      severity,
      confidence,
      fixes,
      summary,
    }));
    return `${JSON.stringify(items, undefined, 2)}\n`;
  }
  const rows = rules.map(({ id, severity, confidence, fixes, summary }) => [
    id,
    severity,
    confidence,
    fixes.length > 0 ? `fix: ${fixes.join(", ")}` : "",
    summary,
  ]);
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
