import { architectureOfWord, isSamePlatform } from "../buildah/platform";
import { isCertain } from "./certainty";
import type { ImageFlow, JobRun, ListAddEvent, PushEvent } from "./flow";
import { perFlow } from "./perFlow";
import { findPublications, type PlatformPush, readPlatformPush } from "./publications";
import { findUnproducedAdds } from "./unproduced";

/** A list into which a job puts some images of a family, but not all. */
export interface IncompleteList {
  readonly run: JobRun;
  /** The adds of the list, in order. */
  readonly adds: readonly ListAddEvent[];
  /** Images of the same family that no job puts into any list; never empty. */
  readonly missing: readonly PlatformPush[];
}

/**
 * Lists that lack an image of their family: one whose reference differs by the architecture only, pushed by another
 * instance of a matrix of which one instance's image is in the list, or where the images of two other jobs are, or
 * where the job that makes the list needs the job of the missing one.
 */
export const findIncompleteLists = perFlow((flow): readonly IncompleteList[] => {
  const events = flow.runs.flatMap((run) => run.events);
  const adds = events.filter((event) => event.kind === "listAdd");
  // What is added under a name that is not known could be any image.
  if (!adds.every(({ image }) => image.key !== undefined)) return [];
  const added = new Set(
    adds.flatMap(({ image }) => [
      image.key,
      ...findPublications(flow, image).map(({ event }) => event.destination.key),
    ]),
  );
  // A slip in the name of one that is added is another fault: manifest-ref-unproduced tells of it.
  const meant = new Set<unknown>(findUnproducedAdds(flow).map((found) => found.meant.event));
  const lists = new Set(events.flatMap((event) => (event.kind === "listPush" ? [event.destination.key] : [])));
  const unlisted = new Map<string, PlatformPush[]>();
  for (const [key, publications] of flow.publications) {
    if (added.has(key) || lists.has(key)) continue;
    for (const push of publications.flatMap(readPlatformPush)) {
      const shape = shapeOf(push.event);
      if (shape === undefined || meant.has(push.event)) continue;
      const others = unlisted.get(shape);
      if (others) others.push(push);
      else unlisted.set(shape, [push]);
    }
  }
  if (unlisted.size === 0) return [];
  return flow.runs.flatMap((run) =>
    [...readLists(run)].flatMap((list) => {
      const published = new Set(list.flatMap(({ image }) => findPublications(flow, image)));
      const siblings = [...published].flatMap(readPlatformPush);
      const shapes = new Set(siblings.map(({ event }) => shapeOf(event)));
      const candidates = [...shapes].flatMap((shape) => (shape && unlisted.get(shape)) || []);
      const missing = candidates.filter((push) => isMissing(push, siblings, run, flow));
      return missing.length > 0
        ? [{ run, adds: list, missing: missing.filter((push, index) => isNew(push, missing.slice(0, index))) }]
        : [];
    }),
  );
});

function isMissing(push: PlatformPush, siblings: readonly PlatformPush[], run: JobRun, flow: ImageFlow): boolean {
  const shape = shapeOf(push.event);
  const family = shape === undefined ? [] : siblings.filter(({ event }) => shapeOf(event) === shape);
  const isTwin = family.some(({ run: other }) => other.job === push.run.job);
  const isOther = siblings.every(({ platform }) => !isSamePlatform(platform, push.platform));
  // Of two images one may be left out on purpose, but not by a job that waits for it.
  const isWanted = isTwin || distinct(family) >= 2 || (family.length > 0 && needs(run, push));
  return push.run.job !== run.job && isOther && isWanted && isExpected(push.run, run, flow);
}

function needs({ job }: JobRun, push: PlatformPush): boolean {
  return job.needs.state === "known" && job.needs.value.some((need) => need.job === push.run.job.name);
}

/** A job that may fail, that a person starts or that is not in each pipeline is left out on purpose. */
function isExpected(pusher: JobRun, run: JobRun, { canBeTogether, isAlwaysThere }: ImageFlow): boolean {
  return isAlwaysThere(pusher, run, "isMandatory") === "yes" && canBeTogether(pusher, run) === "yes";
}

function distinct(pushes: readonly PlatformPush[]): number {
  return new Set(pushes.map(({ event }) => event.destination.key)).size;
}

function isNew(push: PlatformPush, before: readonly PlatformPush[]): boolean {
  return before.every(({ event }) => event.destination.key !== push.event.destination.key);
}

/** The adds of each list of a job of which all that goes into its lists is known. */
function* readLists(run: JobRun): Iterable<readonly ListAddEvent[]> {
  if (!run.isComplete || run.opaque.length > 0) return;
  const all = run.events.filter((event) => event.kind === "listAdd");
  if (all.some(({ call }) => call.hasUnknownWords)) return;
  for (const key of new Set(all.map(({ list }) => list.key))) {
    const adds = all.filter(({ list }) => list.key === key);
    const isBuilt = run.events.some((event) => event.kind === "build" && event.list?.key === key);
    if (key !== undefined && !isBuilt && adds.every(({ call }) => isCertain(run, call.command))) yield adds;
  }
}

/** The reference with each architecture, and the variant behind it, replaced by a star. */
function shapeOf({ destination }: PushEvent): string | undefined {
  const words = destination.key?.replace(/x86[_-]64/g, "amd64").split(/([^A-Za-z0-9]+)/);
  const shape = words
    ?.map((word) => (architectureOfWord(word) ? "*" : word))
    .join("")
    .replace(/\*[^A-Za-z0-9*]v\d(?![A-Za-z0-9])/g, "*");
  return shape?.includes("*") ? shape : undefined;
}
