import type { Job } from "../gitlab/pipeline";
import type { Finding } from "../text/finding";
import type { ImageFlow, ListAddEvent } from "./flow";
import type { Publication } from "./publications";

/** An image that a job puts into a list while the jobs that push it may still run. */
export interface UnorderedAdd {
  readonly add: ListAddEvent;
  /** The pushes by jobs that are in the same pipeline; never empty. */
  readonly producers: readonly Publication[];
}

/** The adds of a job that no producer is ordered before, where that is certain. */
export function findUnorderedAdds(flow: ImageFlow, job: Job): readonly UnorderedAdd[] {
  const found: UnorderedAdd[] = [];
  for (const run of flow.runsOf(job)) {
    for (const { add, key } of run.takes) {
      const pushes = (flow.publications.get(key) ?? []).filter(
        ({ run: other }) => flow.canBeTogether(other, run) !== "no",
      );
      const isReady = ({ run: other }: Publication) =>
        other === run || flow.isOrdered(other.job, run.job, other.instance) !== false;
      if (pushes.some(isReady)) continue;
      const producers = pushes.filter(({ run: other }) => flow.canBeTogether(other, run, "startsByItself") === "yes");
      if (producers.length > 0) found.push({ add, producers });
    }
  }
  return found;
}

/** The jobs that push what is added, each once. */
export function jobsOf(adds: readonly UnorderedAdd[]): readonly Job[] {
  return [...new Set(adds.flatMap(({ producers }) => producers.map(({ run }) => run.job)))];
}

/** Where the images are added and where they are pushed, for a finding about both. */
export function relatedPlaces(adds: readonly UnorderedAdd[]): Finding["related"] {
  const places = adds.flatMap(({ add, producers }) => [
    { location: add.image.location, message: `${add.image.name.display} is added here.` },
    ...producers.map(({ run, event }) => ({
      location: event.destination.location,
      message: `${run.job.name} pushes ${event.destination.name.display} here.`,
    })),
  ]);
  const isFirst = (place: (typeof places)[number], index: number) =>
    places.findIndex(
      ({ message, location }) => message === place.message && location.span.start === place.location.span.start,
    ) === index;
  return places.filter(isFirst);
}
