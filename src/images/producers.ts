import { formatReference } from "../buildah/reference";
import type { Location } from "../text/span";
import type { RemoteContent } from "./content";
import { joinNames } from "./describe";
import type { ImageFlow, JobRun } from "./flow";
import { isAlwaysThere } from "./order";
import { conditional, type Problem, unknown } from "./problem";
import { type Publication, remoteKey } from "./publications";

/** Who put into a registry what a job takes from there. */
export interface Producers {
  /** One when it is clear whose it is; several when it may be that of each; none when nobody is known to push it before. */
  readonly publications: readonly Publication[];
  readonly problems: readonly Problem[];
}

/** Finds what a registry has under a name when a job asks for it, as far as the pipeline tells. */
export function findProducers(flow: ImageFlow, run: JobRun, { reference, published }: RemoteContent): Producers {
  const { location } = reference;
  const name = formatReference(reference);
  const key = remoteKey(reference);
  const pushed = reference.digest?.key === undefined ? undefined : flow.digests.get(reference.digest.key);
  if (pushed && pushed.event.destination.repository.key === reference.repository.key)
    return { publications: [pushed], problems: checkPresence(pushed, run, name, location) };
  if (key === undefined) return { publications: [], problems: [unknown(`What ${name} is is not known`, location)] };
  const all = flow.publications.get(key) ?? [];
  const own = all.filter((publication) => publication.run === run && publication.index < published);
  const others = all.filter((publication) => publication.run !== run);
  const before = others.filter((publication) => isBefore(flow, publication.run, run));
  const beside = others.filter(({ run: other }) => !isBefore(flow, other, run) && !isBefore(flow, run, other));
  const last = findLast(own, before, flow, run);
  const found = [...last, ...beside];
  const [first, ...rest] = found;
  if (!first) {
    const who =
      all.length > 0 ? joinRuns(all) : `No job${flow.pipeline.open === undefined ? "" : " that is known here"}`;
    const when = all.length > 0 ? " only afterwards: what is taken is of an earlier pipeline" : " before";
    const kind = all.length > 0 ? "unordered" : "missing";
    return { publications: [], problems: [{ kind, message: `${who} pushes ${name}${when}`, location }] };
  }
  if (last.length === 0 || rest.length > 0) {
    const message =
      last.length === 0
        ? `${run.instance.name} does not certainly wait for ${joinRuns(beside)} to push ${name}`
        : `${joinRuns(found)} push ${name}, and which one is the last before it is taken is not certain`;
    return {
      publications: found,
      problems: [{ kind: last.length === 0 ? "unordered" : "collision", message, location }],
    };
  }
  return { publications: found, problems: checkPresence(first, run, name, location) };
}

function checkPresence({ run: producer }: Publication, run: JobRun, name: string, location: Location): Problem[] {
  if (producer === run || isAlwaysThere(producer.job, run.job)) return [];
  return [conditional(`${producer.instance.name}, which pushes ${name}, may be in other pipelines only`, location)];
}

/** What may be there when the job asks, of what it pushed itself before and what ended jobs pushed. */
function findLast(
  own: readonly Publication[],
  before: readonly Publication[],
  flow: ImageFlow,
  run: JobRun,
): readonly Publication[] {
  const latest = fromLastCertain(own);
  if (latest[0]?.isCertain) return latest;
  const runs = [...new Set(before.map((publication) => publication.run))];
  const byRun = runs.map((other) => fromLastCertain(before.filter((publication) => publication.run === other)));
  // What a later job pushes takes the place of what the earlier ones did.
  const [winner] = byRun.reduce<readonly Publication[]>(
    (last, next) => (last[0] && !isBefore(flow, last[0].run, next[0]!.run) ? last : next),
    [],
  );
  const isOverwritten = ({ run: other }: Publication) =>
    winner?.isCertain && isAlwaysThere(winner.run.job, run.job) && isBefore(flow, other, winner.run);
  return [...latest, ...byRun.flat().filter((publication) => !isOverwritten(publication))];
}

function fromLastCertain(publications: readonly Publication[]): readonly Publication[] {
  return publications.slice(
    Math.max(
      publications.findLastIndex(({ isCertain }) => isCertain),
      0,
    ),
  );
}

function isBefore({ isOrdered }: ImageFlow, first: JobRun, second: JobRun): boolean {
  return isOrdered(first.job, second.job, first.instance) === true;
}

function joinRuns(publications: readonly Publication[]): string {
  return joinNames(publications.map(({ run }) => run.instance.name));
}
