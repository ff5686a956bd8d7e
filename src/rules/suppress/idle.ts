import type { SuppressedRule, Suppression } from "../../config/suppression";
import type { Places } from "../../text/places";
import type { FileId } from "../../text/span";
import type { IdleSuppression } from "../rule";
import { findSource, type Sources } from "./source";

/**
 * The comments of a file that are idle in part or as a whole.
 * @param ids the ids of all rules
 * @param isJudged false for rules that did not run here, or not to the end
 */
export function findIdle(
  file: FileId,
  comments: readonly Suppression[],
  used: ReadonlySet<SuppressedRule>,
  ids: readonly string[],
  isJudged: (id: string) => boolean,
  places: Places,
): IdleSuppression[] {
  return comments.flatMap((comment) => {
    const unknown = comment.rules.filter(({ id }) => !ids.includes(id));
    const unused = comment.rules.filter((rule) => !unknown.includes(rule) && !used.has(rule) && isJudged(rule.id));
    const isIdle = unknown.length + unused.length > 0 || comment.rules.length === 0;
    return isIdle ? [{ file, lines: places.lines(file), comment, unused, unknown, ids }] : [];
  });
}

/** False where more may be found in a file once what it belongs to can be read as a whole: nothing is known to be idle there. */
export function isWhole(sources: Sources, file: FileId): boolean {
  const source = findSource(sources, file);
  if (source?.kind === "toml") return source.file.problems.length === 0;
  const flows = sources.flows.filter(({ pipeline }) => source?.kind !== "yaml" || pipeline.files.has(file));
  return flows.length > 0 && flows.every(({ pipeline }) => pipeline.open === undefined);
}
