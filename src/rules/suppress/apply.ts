import { mayHaveSuppressions, readSuppressions, type SuppressedRule, type Suppression } from "../../config/suppression";
import type { Finding } from "../../text/finding";
import type { Places } from "../../text/places";
import type { FileId } from "../../text/span";
import { findConstruct } from "./construct";
import { findSource, type Sources } from "./source";

/** What is left of findings, and which comments did something. */
export interface Suppressed {
  readonly findings: readonly Finding[];
  readonly used: ReadonlySet<SuppressedRule>;
}

/** The comments of files that suppress findings; files without any are left out. */
export function findSuppressions(
  texts: ReadonlyMap<FileId, string>,
  places: Places,
): Map<FileId, readonly Suppression[]> {
  const all = new Map<FileId, readonly Suppression[]>();
  for (const [file, text] of texts) {
    if (!mayHaveSuppressions(text)) continue;
    const found = readSuppressions(places.lines(file));
    if (found.length > 0) all.set(file, found);
  }
  return all;
}

/** Takes out the findings that a comment in their own file suppresses. */
export function suppress(
  findings: readonly Finding[],
  suppressions: ReadonlyMap<FileId, readonly Suppression[]>,
  sources: Sources,
  places: Places,
): Suppressed {
  const used = new Set<SuppressedRule>();
  const kept = findings.filter(({ rule, location: { file, span } }) => {
    const comments = suppressions.get(file)?.filter(({ rules }) => rules.some(({ id }) => id === rule));
    if (!comments || comments.length === 0) return true;
    const lines = places.lines(file);
    const line = lines.position(span.start).line;
    const { first, last, head } = findConstruct(findSource(sources, file), span, lines);
    const matching = comments.filter(({ scope, line: about }) => {
      if (scope === "file" || about === head) return true;
      return about >= first && about <= (scope === "line" ? last : line);
    });
    for (const { rules } of matching) for (const other of rules) if (other.id === rule) used.add(other);
    return matching.length === 0;
  });
  return { findings: kept, used };
}
