import type { Log, ReportingDescriptor, Result, Fix as SarifFix, Location as SarifLocation } from "sarif";
import type { Rule } from "../rules/rule";
import type { Finding, Fix, Severity, TextEdit } from "../text/finding";
import type { FileId, Location } from "../text/span";
import type { Region, Report, ReportedFinding } from "./report";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  info: "note",
  hint: "note",
};

/** The folder where the command ran: places below it are relative to it. */
const root = "%SRCROOT%";

/** The report in the Static Analysis Results Interchange Format 2.1.0 (OASIS standard). */
export function formatSarif(report: Report): string {
  const { findings, failures, settings } = report;
  const used = settings.rules.filter(({ id }) => findings.some(({ finding }) => finding.rule === id));
  const indices = new Map(used.map(({ id }, index) => [id, index]));
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "buildah-pipelines",
            version: settings.version,
            rules: used.map((rule) => describeRule(rule, report)),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [root]: { description: { text: "The folder where the command ran." } } },
        invocations: [
          {
            executionSuccessful: failures.length === 0,
            toolExecutionNotifications: failures.map(({ rule, error }) => ({
              level: "error",
              message: { text: `The rule ${rule} failed: ${error instanceof Error ? error.message : error}` },
            })),
          },
        ],
        results: findings.map((item) => describeFinding(item, indices, report)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function describeRule({ id, summary, severity, confidence }: Rule, { settings }: Report): ReportingDescriptor {
  const { url, text } = settings.page(id);
  return {
    id,
    shortDescription: { text: summary },
    helpUri: url,
    ...(text === undefined ? {} : { help: { text, markdown: text } }),
    defaultConfiguration: { level: levels[severity], enabled: confidence === "certain" },
  };
}

function describeFinding(item: ReportedFinding, indices: ReadonlyMap<string, number>, report: Report): Result {
  const { finding, fingerprint } = item;
  const result: Result = {
    ruleId: finding.rule,
    ruleIndex: indices.get(finding.rule) ?? -1,
    level: levels[finding.severity],
    message: { text: finding.message },
    locations: [describeLocation(finding.location, report)],
    partialFingerprints: { "buildahPipelines/v1": fingerprint },
  };
  if (finding.related.length > 0)
    result.relatedLocations = finding.related.map((place, id) => describeRelated(place, id, report));
  const fixes = finding.fixes.map((fix) => describeFix(fix, report));
  if (fixes.length > 0) result.fixes = fixes;
  return result;
}

function describeRelated({ location, message }: Finding["related"][number], id: number, report: Report): SarifLocation {
  return { id, message: { text: message }, ...describeLocation(location, report) };
}

function describeLocation(location: Location, report: Report): SarifLocation {
  return {
    physicalLocation: {
      artifactLocation: describeFile(location.file, report),
      region: describeRegion(report.regionOf(location)),
    },
  };
}

function describeFile(file: FileId, { settings }: Report): { uri: string; uriBaseId?: string } {
  const path = settings.path(file);
  return path === undefined
    ? { uri: file }
    : { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: root };
}

function describeRegion({ line, column, endLine, endColumn }: Region) {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function describeFix({ title, edits }: Fix, report: Report): SarifFix {
  const files = [...new Set(edits.map(({ file }) => file))];
  const describeEdit = (edit: TextEdit) => ({
    deletedRegion: describeRegion(report.regionOf(edit)),
    insertedContent: { text: edit.newText },
  });
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: describeFile(file, report),
      replacements: edits.filter((edit) => edit.file === file).map(describeEdit),
    })),
  };
}
