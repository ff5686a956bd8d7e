import type { RuleFailure } from "../rules/results";
import type { Rule } from "../rules/rule";
import type { Finding, Severity } from "../text/finding";
import { Places } from "../text/places";
import type { FileId, Location } from "../text/span";

/** 1-based lines and columns, columns in UTF-16 units, the end exclusive. */
export interface Region {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A finding with its place in lines. */
export interface ReportedFinding extends Region {
  readonly finding: Finding;
  /**
   * The same for as long as the rule finds the same text in the same file: it holds no line number, so it outlives lines
   * that come and go above.
   */
  readonly fingerprint: string;
}

/** What a report needs to know besides the findings. */
export interface ReportSettings {
  /** How a file is named to a person: as it was asked for. */
  readonly displayName: (file: FileId) => string;
  /** A file's path from the folder that a service counts from, with `/`; undefined for files outside of it. */
  readonly path: (file: FileId) => string | undefined;
  /** Every rule there is. */
  readonly rules: readonly Rule[];
  /** The rule's page: a URL for people, and its text where that is at hand. */
  readonly page: (rule: string) => { readonly url: string; readonly text: string | undefined };
  /** The version of this tool. */
  readonly version: string;
  /** The mildest severity that fails the run. */
  readonly failOn: Severity;
  /** True when the reader is a terminal that shows colours. */
  readonly isColoured: boolean;
  /** A hash of a text, in hexadecimal digits. */
  readonly digest: (text: string) => string;
}

/** What the formats print. */
export interface Report {
  /** In the order of files and places. */
  readonly findings: readonly ReportedFinding[];
  readonly failures: readonly RuleFailure[];
  readonly texts: ReadonlyMap<FileId, string>;
  /** The files that were looked at. */
  readonly files: Iterable<FileId>;
  readonly regionOf: (location: Location) => Region;
  readonly settings: ReportSettings;
}

/** Puts findings in order and gives them their places. */
export function makeReport(
  {
    findings,
    failures,
    texts,
    files,
  }: Pick<Report, "failures" | "texts" | "files"> & { readonly findings: readonly Finding[] },
  settings: ReportSettings,
): Report {
  const places = new Places(texts);
  const regionOf = (location: Location): Region => {
    const { start, end } = places.of(location);
    return { line: start.line + 1, column: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 };
  };
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const placed = findings
    .map((finding) => ({ finding, name: settings.displayName(finding.location.file), ...regionOf(finding.location) }))
    .sort(
      (a, b) =>
        order(a.name, b.name) || a.line - b.line || a.column - b.column || order(a.finding.rule, b.finding.rule),
    );
  const occurrences = new Map<string, number>();
  const reported = placed.map(({ finding, name, ...region }) => {
    const { rule, location } = finding;
    const context = lineOf(places, location).trim().replaceAll(/\s+/g, " ");
    const key = [rule, settings.path(location.file) ?? name, context].join("\0");
    const occurrence = occurrences.get(key) ?? 0;
    occurrences.set(key, occurrence + 1);
    return { finding, ...region, fingerprint: settings.digest(`${key}\0${occurrence}`) };
  });
  return { findings: reported, failures, texts, files, regionOf, settings };
}

/** The line on which a location begins, without its line break. */
function lineOf(places: Places, { file, span }: Location): string {
  const lines = places.lines(file);
  return lines.text.slice(lines.lineStart(span.start), lines.nextLineStart(span.start)).replace(/[\r\n]+$/, "");
}

/** What a report says of a finding's file to a service; files outside of its folder keep the name for people. */
export function servicePath({ settings }: Report, file: FileId): string {
  return settings.path(file) ?? settings.displayName(file);
}
