import type { Check } from "../run/doctor/check";

/** A check with the lines of files that it is about, as `file:line`. */
export interface ReportedCheck extends Check {
  readonly places?: readonly string[];
}

/** The JSON report: `{checks: [{id, state, message, fix?, places?}]}`. */
export function formatChecksJson(checks: readonly ReportedCheck[]): string {
  return `${JSON.stringify({ checks }, undefined, 2)}\n`;
}

/** The text report: a line for each check, and below it what to do. */
export function formatChecksText(checks: readonly ReportedCheck[]): string {
  const width = Math.max(...checks.map(({ state }) => state.length));
  const indent = " ".repeat(width + 2);
  return checks
    .flatMap(({ state, message, fix, places = [] }) => [
      `${state.padEnd(width)}  ${message}`,
      ...places.map((place) => `${indent}at ${place}`),
      ...(fix === undefined ? [] : [`${indent}to mend it: ${fix}`]),
    ])
    .map((line) => `${line}\n`)
    .join("");
}
