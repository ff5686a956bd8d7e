import { isSamePlatform } from "../buildah/platform";
import { formatReference, type Reference } from "../buildah/reference";
import type { RemoteContent } from "./content";
import { joinNames } from "./describe";
import type { ImageFlow, JobRun } from "./flow";
import { conditional, type Problem } from "./problem";
import { findPublications, type Publication, remoteKey } from "./publications";

/** Who put into a registry what a job takes from there. */
export interface Producers {
  /** One when it is clear whose it is; several when it may be that of each; none when nobody is known to push it before. */
  readonly publications: readonly Publication[];
  readonly problems: readonly Problem[];
}

/** Finds what a registry has under a name when a job asks for it, as far as the pipeline tells. */
export function findProducers(flow: ImageFlow, run: JobRun, { reference, published }: RemoteContent): Producers {
  const { location, digest } = reference;
  const name = formatReference(reference);
  const key = remoteKey(reference);
  const problem = (kind: Problem["kind"], message: string) => [{ kind, message, location }];
  const all = findPublications(flow, reference).filter(
    ({ run: other }) => other === run || flow.canBeTogether(other, run) !== "no",
  );
  if (digest && all.length > 0) return { publications: all, problems: checkPresence(flow, all[0]!, run, reference) };
  if (key === undefined)
    return { publications: [], problems: problem("unknown", `Which image ${name} means is not known`) };
  const own = all.filter((publication) => publication.run === run && publication.index < published);
  const others = all.filter((publication) => publication.run !== run);
  const before = others.filter((publication) => isBefore(flow, publication.run, run));
  const beside = others.filter(({ run: other }) => !isBefore(flow, other, run) && !isBefore(flow, run, other));
  const { last, overwritten } = findLast(own, before, flow, run);
  const publications = [...last, ...beside];
  const [first, ...rest] = publications;
  if (!first) {
    if (all.length > 0)
      return {
        publications,
        problems: problem(
          "unordered",
          `${joinRuns(all)} pushes ${name} only afterwards: what is taken is of an earlier pipeline`,
        ),
      };
    const who = flow.pipeline.open === undefined ? "No job" : "No job that is known here";
    return { publications, problems: problem("missing", `${who} pushes ${name} before`) };
  }
  if (last.length === 0) {
    const message = `${run.instance.name} does not certainly wait for ${joinRuns(beside)} to push ${name}`;
    return { publications, problems: problem("unordered", message) };
  }
  if (rest.length > 0) {
    const names = joinRuns(publications);
    if (excludeEachOther(publications, flow))
      return {
        publications,
        problems: problem("conditional", `Which of ${names} pushes ${name} depends on the pipeline`),
      };
    const message = `${names} push ${name}, and which one is the last before it is taken is not certain`;
    return { publications, problems: problem("collision", message) };
  }
  const lost = findLost(first, overwritten);
  const loss = `${first.run.instance.name} pushes ${name} over what ${joinRuns(lost)} pushed for another platform`;
  const problems = [
    ...checkPresence(flow, first, run, reference),
    ...(lost.length > 0 ? problem("collision", loss) : []),
  ];
  return { publications, problems };
}

/** What may be there when the job asks, of what it pushed itself before and what ended jobs pushed; and what is overwritten. */
function findLast(
  own: readonly Publication[],
  before: readonly Publication[],
  flow: ImageFlow,
  run: JobRun,
): { readonly last: readonly Publication[]; readonly overwritten: readonly Publication[] } {
  const latest = fromLastCertain(own);
  if (latest[0]?.isCertain) return { last: latest, overwritten: before };
  const runs = [...new Set(before.map((publication) => publication.run))];
  const byRun = runs.map((other) => fromLastCertain(before.filter((publication) => publication.run === other)));
  // What a later job pushes takes the place of what the earlier ones did.
  const [winner] = byRun.reduce<readonly Publication[]>(
    (last, next) => (last[0] && !isBefore(flow, last[0].run, next[0]!.run) ? last : next),
    [],
  );
  const isWinning = winner?.isCertain && flow.isAlwaysThere(winner.run, run) === "yes";
  const isOverwritten = ({ run: other }: Publication) => isWinning && isBefore(flow, other, winner.run);
  const all = byRun.flat();
  return {
    last: [...latest, ...all.filter((publication) => !isOverwritten(publication))],
    overwritten: all.filter(isOverwritten),
  };
}

function fromLastCertain(publications: readonly Publication[]): readonly Publication[] {
  return publications.slice(
    Math.max(
      publications.findLastIndex(({ isCertain }) => isCertain),
      0,
    ),
  );
}

/** True when no two of the jobs are in one pipeline. */
function excludeEachOther(publications: readonly Publication[], { canBeTogether }: ImageFlow): boolean {
  const runs = publications.map(({ run }) => run);
  return runs.every((run, at) => runs.slice(at + 1).every((other) => canBeTogether(run, other) === "no"));
}

/** Images that are certainly for another platform than what took their place. */
function findLost({ content }: Publication, overwritten: readonly Publication[]): readonly Publication[] {
  const platform = content.kind === "image" ? content.platform : undefined;
  return overwritten.filter(({ content: other }) => {
    const lost = other.kind === "image" ? other.platform : undefined;
    return platform && lost && !isSamePlatform(platform, lost);
  });
}

function checkPresence(
  flow: ImageFlow,
  { run: producer }: Publication,
  run: JobRun,
  reference: Reference,
): readonly Problem[] {
  // A job that is needed is waited for, whoever starts it; of an earlier stage it may be passed over.
  const how = run.job.needs.state === "known" ? "isThere" : "startsByItself";
  if (producer === run || flow.isAlwaysThere(producer, run, how) === "yes") return [];
  const name = `${producer.instance.name}, which pushes ${formatReference(reference)},`;
  return [conditional(`${name} may not run in the same pipeline before`, reference.location)];
}

function isBefore({ isOrdered }: ImageFlow, first: JobRun, second: JobRun): boolean {
  return isOrdered(first.job, second.job, first.instance) === true;
}

function joinRuns(publications: readonly Publication[]): string {
  return joinNames(publications.map(({ run }) => run.instance.name));
}
