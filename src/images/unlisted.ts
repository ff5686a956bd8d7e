import { isSamePlatform } from "../buildah/platform";
import { isCertain } from "./certainty";
import { familyOf } from "./families";
import type { ImageFlow, JobRun, ListAddEvent } from "./flow";
import { findPublications, type PlatformPush, readPlatformPush } from "./publications";
import { anyImage } from "./runIndex";
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
 * Lists of a job that lack an image of their family: one whose reference differs by the architecture only, pushed by
 * another instance of a matrix of which one instance's image is in the list, or where the images of two other jobs are,
 * or where the job that makes the list needs the job of the missing one.
 */
export function findIncompleteLists(flow: ImageFlow, run: JobRun): readonly IncompleteList[] {
  return [...readLists(run)].flatMap((adds) => {
    // What is added under a name that is not known could be any image.
    if (flow.listed.has(anyImage)) return [];
    const published = new Set(adds.flatMap(({ image }) => findPublications(flow, image)));
    const siblings = [...published].flatMap(readPlatformPush);
    const names = new Set(siblings.map(({ event }) => familyOf(event.destination)));
    const candidates = [...names].flatMap((name) => (name === undefined ? [] : (flow.families.get(name) ?? [])));
    const suspects = candidates.filter(
      (push) => !flow.listed.has(push.event.destination.key!) && isMissing(push, siblings, run, flow),
    );
    if (suspects.length === 0) return [];
    // A slip in the name of one that is added is another fault: manifest-ref-unproduced tells of it.
    const meant = new Set<unknown>(findUnproducedAdds(flow).map((found) => found.meant.event));
    const missing = suspects.filter(({ event }) => !meant.has(event));
    return missing.length > 0
      ? [{ run, adds, missing: missing.filter((push, index) => isNew(push, missing.slice(0, index))) }]
      : [];
  });
}

function isMissing(push: PlatformPush, siblings: readonly PlatformPush[], run: JobRun, flow: ImageFlow): boolean {
  const name = familyOf(push.event.destination);
  const family = siblings.filter(({ event }) => familyOf(event.destination) === name);
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
