import type { ImageFlow } from "../images/flow";
import type { Finding } from "../text/finding";
import type { Location } from "../text/span";
import type { Cause, Explanation } from "./explain";
import { rulesAgainst } from "./preventedBy";
import { findScriptLine, type ScriptPlace } from "./scriptPlace";

/** A cause with what the files of the project say about it. */
export interface RelatedCause extends Cause {
  /** The job, as GitLab shows it; undefined where the log does not tell. */
  readonly job: string | undefined;
  /** What a person must look at: what a rule found, or the script line that failed. */
  readonly location: Location | undefined;
  /** What a rule says of the same failure. */
  readonly finding: Finding | undefined;
}

/** Finds out what in a pipeline, a Containerfile or a runner configuration the causes come from. */
export function relate(
  { causes }: Explanation,
  flows: readonly ImageFlow[],
  findings: readonly Finding[],
): readonly RelatedCause[] {
  return causes.map((cause) => {
    const place = first(flows, (flow) => findScriptLine(flow, cause.printed));
    const finding = findAgainst(cause.id, place, flows, findings);
    const location = finding?.location ?? place?.commands[0].location;
    return { ...cause, job: place?.run.instance.name, location, finding };
  });
}

/** What a rule says of the same failure: at the script line, else about its job, else in a file that is no pipeline's. */
function findAgainst(
  failure: string,
  place: ScriptPlace | undefined,
  flows: readonly ImageFlow[],
  findings: readonly Finding[],
): Finding | undefined {
  const rules = rulesAgainst(failure);
  const said = findings.filter(({ rule }) => rules.includes(rule));
  const isElsewhere = ({ location }: Finding) => !flows.some(({ pipeline }) => pipeline.files.has(location.file));
  if (!place) return said.find(isElsewhere);
  const { commands, run } = place;
  const isAt = (where: Location) => (finding: Finding) =>
    [finding, ...finding.related].some(({ location }) => isWithin(location, where));
  return (
    said.find((finding) => commands.some(({ location }) => isAt(location)(finding))) ??
    said.find(isAt(run.job.source.location)) ??
    said.find(isAt(run.job.location)) ??
    said.find(isElsewhere)
  );
}

function isWithin(inner: Location, outer: Location): boolean {
  return inner.file === outer.file && outer.span.start <= inner.span.start && inner.span.end <= outer.span.end;
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
