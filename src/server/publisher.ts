import type { Analysis } from "../features/analysis";
import type { Finding } from "../text/finding";
import type { FileId, Location } from "../text/span";

/** What a client was told of a file, as far as it can differ. Numbers and not spans: those may move with their text. */
interface Publication {
  readonly version: number | undefined;
  readonly text: string | undefined;
  readonly findings: readonly Told[];
}

interface Told {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly related: readonly (Pick<Told, "message" | "start" | "end"> & {
    readonly file: FileId;
    readonly text: string | undefined;
  })[];
}

type Texts = Analysis["texts"];

/** Knows what a client was told of each file, so that it is told again only what changed. */
export class Publisher {
  readonly #told = new Map<FileId, Publication>();

  /** @param publish tells the findings of a file; the version is that of the open document they were made on */
  constructor(
    readonly publish: (file: FileId, findings: readonly Finding[], texts: Texts, version: number | undefined) => void,
  ) {}

  /**
   * Tells what changed: files that have findings, those that had some, and open documents, whose new versions are
   * answered even when nothing is found.
   */
  update(findings: readonly Finding[], texts: Texts, versions: ReadonlyMap<FileId, number>): void {
    const groups = groupByFile(findings);
    for (const file of new Set([...groups.keys(), ...this.#told.keys(), ...versions.keys()])) {
      const found = groups.get(file) ?? [];
      const version = versions.get(file);
      const told = this.#told.get(file);
      if (told && told.version === version && isTold(told, texts.get(file), found, texts)) continue;
      if (found.length === 0 && version === undefined) this.#told.delete(file);
      else this.#told.set(file, { version, text: texts.get(file), findings: found.map((one) => tell(one, texts)) });
      this.publish(file, found, texts, version);
    }
  }
}

function groupByFile(findings: readonly Finding[]): Map<FileId, Finding[]> {
  const groups = new Map<FileId, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.location.file);
    if (group) group.push(finding);
    else groups.set(finding.location.file, [finding]);
  }
  return groups;
}

function tell({ rule, severity, message, location, related }: Finding, texts: Texts): Told {
  const { start, end } = location.span;
  const places = related.map((place) => {
    const { file, span } = place.location;
    return { message: place.message, start: span.start, end: span.end, file, text: texts.get(file) };
  });
  return { rule, severity, message, start, end, related: places };
}

function isTold(told: Publication, text: string | undefined, findings: readonly Finding[], texts: Texts): boolean {
  if (findings.length !== told.findings.length) return false;
  // Without findings the text makes no difference; with some, the same offsets may be in other lines.
  if (findings.length > 0 && text !== told.text) return false;
  return findings.every((finding, index) => {
    const before = told.findings[index]!;
    return (
      finding.rule === before.rule &&
      finding.severity === before.severity &&
      finding.message === before.message &&
      isAt(finding.location, before) &&
      finding.related.length === before.related.length &&
      finding.related.every(({ location, message }, at) => {
        const place = before.related[at]!;
        const { file } = location;
        return (
          message === place.message && file === place.file && isAt(location, place) && texts.get(file) === place.text
        );
      })
    );
  });
}

function isAt({ span }: Location, { start, end }: Pick<Told, "start" | "end">): boolean {
  return span.start === start && span.end === end;
}
