import { formatPlatform } from "../buildah/platform";
import { formatReference } from "../buildah/reference";
import { joinNames } from "../images/describe";
import type { PredictedEntry, PredictedIndex } from "../images/predict";

/** An index as the JSON report has it. */
interface ReportedIndex {
  readonly image: string;
  readonly job: string;
  /** Those entries of which the platform is known. */
  readonly platforms: readonly {
    readonly platform: string;
    /** The job that builds it; null when no job of the pipeline is known to, or when it may be one of several. */
    readonly from: string | null;
    readonly ref: string;
  }[];
  readonly complete: boolean;
}

/** The JSON report: `{indexes: […]}`. */
export function formatIndexesJson(indexes: readonly PredictedIndex[]): string {
  return `${JSON.stringify({ indexes: indexes.map(reportIndex) }, undefined, 2)}\n`;
}

function reportIndex({ image, run, entries, isComplete }: PredictedIndex): ReportedIndex {
  const platforms = entries.flatMap(({ platform, makers, reference }) => {
    const from = makers.length === 1 ? makers[0]!.instance.name : null;
    return platform ? [{ platform: formatPlatform(platform), from, ref: formatReference(reference) }] : [];
  });
  return { image: formatReference(image), job: run.instance.name, platforms, complete: isComplete };
}

/** The text report: for each index its image, a table of its entries, and what is wrong or not known. */
export function formatIndexesText(indexes: readonly PredictedIndex[]): string {
  if (indexes.length === 0) return "No job is known to push a manifest list.\n";
  return indexes.map(describeIndex).join("\n");
}

function describeIndex({ image, run, entries, problems, isComplete }: PredictedIndex): string {
  const lines = [`${formatReference(image)}, pushed by ${run.instance.name}`, ...table(entries.map(describeEntry))];
  if (entries.length === 0) lines.push("  no image");
  const formats = new Set(entries.flatMap(({ format }) => format ?? []));
  if (formats.size > 1) lines.push(`  Images of different formats are in it: ${[...formats].join(" and ")}.`);
  if (!isComplete) lines.push("  Not certain:", ...problems.map(({ message }) => `  - ${message}.`));
  return `${lines.join("\n")}\n`;
}

function describeEntry({ platform, makers, reference, isLocal }: PredictedEntry): readonly string[] {
  const from = makers.length > 1 ? `one of ${joinNames(makers.map(({ instance }) => instance.name))}` : undefined;
  return [
    platform ? formatPlatform(platform) : "unknown platform",
    from ?? makers[0]?.instance.name ?? "no job of this pipeline",
    `${formatReference(reference)}${isLocal ? " (not through a registry)" : ""}`,
  ];
}

/** Lines of which the columns stand below each other. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`);
}
