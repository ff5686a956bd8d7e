import { formatReference, type Reference } from "../buildah/reference";
import { compareValues } from "../text/compare";
import { nearest } from "../text/nearest";
import { Value } from "../text/value";
import { readReferenceArchitecture } from "./architectureNames";
import { mustSucceed } from "./certainty";
import type { ImageFlow, JobRun, ListAddEvent } from "./flow";
import { perFlow } from "./perFlow";
import { type Publication, remoteKey } from "./publications";

/** An image that is added to a list though no job pushes it, while one that is nearly named so is pushed for nothing. */
export interface UnproducedAdd {
  readonly run: JobRun;
  readonly add: ListAddEvent;
  /** The push of the image that is meant. */
  readonly meant: Publication;
}

/** The adds whose names are slips, as far as the pipeline tells. */
export const findUnproducedAdds = perFlow((flow): readonly UnproducedAdd[] => {
  const { pipeline, runs, publications } = flow;
  // What is pushed under a name that is not known, by another pipeline or out of sight, may be the image.
  if (pipeline.open !== undefined || pipeline.triggers.size > 0 || !runs.every(mayBeJudged)) return [];
  const adds = runs.flatMap(addsOf);
  const suspicious = adds.filter((add) => isSuspicious(add, flow));
  if (suspicious.length === 0) return [];
  const added = new Set(adds.map(({ key }) => key));
  const pushes = new Map<string, Publication[]>();
  for (const publication of [...publications.values()].flat()) {
    const repository = publication.event.destination.repository.key;
    if (repository === undefined) continue;
    const others = pushes.get(repository);
    if (others) others.push(publication);
    else pushes.set(repository, [publication]);
  }
  return suspicious.flatMap(({ run, event }): UnproducedAdd[] => {
    const family = pushes.get(event.image.repository.key!) ?? [];
    // `:$CI_COMMIT_REF_SLUG` may be `:main`.
    if (!family.every((push) => isOther(push.event.destination, event.image))) return [];
    const spare = family.filter(
      (push) =>
        push.event.kind === "push" &&
        !added.has(remoteKey(push.event.destination)) &&
        flow.canBeTogether(push.run, run) !== "no",
    );
    const meant = findMeant(event, spare);
    return meant && isExpected(event, meant, run, flow) ? [{ run, add: event, meant }] : [];
  });
});

/** True when the list is made of what this pipeline pushes: another image of it is, or the job waits for the one that is meant. */
function isExpected(
  { list, image }: ListAddEvent,
  meant: Publication,
  run: JobRun,
  { publications }: ImageFlow,
): boolean {
  const { needs } = run.job;
  const isNeeded = needs.state === "known" && needs.value.some((need) => need.job === meant.run.job.name);
  return (
    isNeeded ||
    run.events.some(
      (event) =>
        event.kind === "listAdd" &&
        event.list.key === list.key &&
        event.image.repository.key === image.repository.key &&
        publications.has(remoteKey(event.image) ?? ""),
    )
  );
}

/** Runs are looked at once, for all of them are gone through each time. */
const judged = new WeakMap<JobRun, boolean>();

function mayBeJudged(run: JobRun): boolean {
  const known = judged.get(run);
  if (known !== undefined) return known;
  const { isComplete, publications, calls } = run;
  const isKnown = publications.every(({ event }) => event.destination.key !== undefined);
  const may = isComplete && isKnown && calls.every((call) => !call.hasUnknownWords);
  judged.set(run, may);
  return may;
}

interface Add {
  readonly run: JobRun;
  readonly event: ListAddEvent;
  readonly key: string | undefined;
}

const known = new WeakMap<JobRun, readonly Add[]>();

function addsOf(run: JobRun): readonly Add[] {
  const adds =
    known.get(run) ??
    run.events.flatMap((event) => (event.kind === "listAdd" ? [{ run, event, key: remoteKey(event.image) }] : []));
  known.set(run, adds);
  return adds;
}

/** The lengths of what GitLab sets these to: no text is the one and the other. */
const lengths: ReadonlyMap<string, number> = new Map([
  ["CI_COMMIT_SHA", 40],
  ["CI_COMMIT_SHORT_SHA", 8],
]);

function isOther(a: Reference, b: Reference): boolean {
  const spell = ({ pieces }: Value) =>
    new Value(
      pieces.map((piece) => {
        const length = piece.kind === "symbol" ? lengths.get(piece.name) : undefined;
        return length === undefined ? piece : { kind: "literal", text: "0".repeat(length), origin: piece.origin };
      }),
    );
  return compareValues(spell(a.full), spell(b.full)) === false;
}

function isSuspicious({ run, event, key }: Add, { publications }: ImageFlow): boolean {
  const { image, call } = event;
  if (key === undefined || image.digest || publications.has(key)) return false;
  const content = run.added.get(event);
  const isRemote = content?.kind === "remote" && (!content.local || content.local.kind === "absent");
  return isRemote && mustSucceed(run, call);
}

/** The one whose name differs by a slip, or else the only one for the same architecture. */
function findMeant({ image }: ListAddEvent, spare: readonly Publication[]): Publication | undefined {
  const word = readReferenceArchitecture(image)?.architectures.join();
  const alike = spare.filter((push) => {
    const other = readReferenceArchitecture(push.event.destination)?.architectures.join();
    return word === undefined || other === undefined || word === other;
  });
  const names = alike.map(({ event }) => formatReference(event.destination));
  const name = nearest(formatReference(image), names);
  if (name !== undefined) return alike[names.indexOf(name)];
  const same = alike.filter((push) => word && readReferenceArchitecture(push.event.destination));
  return new Set(same.map(({ event }) => event.destination.key)).size === 1 ? same[0] : undefined;
}
