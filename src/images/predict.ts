import { findFlag } from "../buildah/call";
import { formatPlatform, type Platform } from "../buildah/platform";
import { formatReference, type Reference } from "../buildah/reference";
import { isBefore } from "../buildah/version";
import { joinNames } from "./describe";
import type { ImageFlow, JobRun } from "./flow";
import type { ImageFormat } from "./format";
import { failing, type Problem, unknown } from "./problem";
import { type Publication, remoteKey } from "./publications";
import { type TracedImage, type Tracer, tracerOf } from "./trace";
import { findIncompleteLists, type IncompleteList } from "./unlisted";

/** The index that a pushed list will be. */
export interface PredictedIndex {
  /** The job instance that pushes it. */
  readonly run: JobRun;
  /** Where it is pushed to. */
  readonly image: Reference;
  /** In the order of the list; those that one build adds may be in another. */
  readonly entries: readonly PredictedEntry[];
  /** What is wrong with it, and what cannot be known of it. */
  readonly problems: readonly Problem[];
  /** True when this is certainly all, and right. */
  readonly isComplete: boolean;
}

/** One entry of an index. */
export interface PredictedEntry {
  /** Undefined when it cannot be known. */
  readonly platform: Platform | undefined;
  /** The job instance that builds it; several when it may be the image of each; none when no job is known to build it. */
  readonly makers: readonly JobRun[];
  /** The name under which it was added; that of the list for what is built into it. */
  readonly reference: Reference;
  /** True when it is taken from the storage of the job that pushes the list, not from a registry. */
  readonly isLocal: boolean;
  /** Undefined when it cannot be known. */
  readonly format: ImageFormat | undefined;
}

/** The indexes that the jobs of a pipeline push, in the order of the jobs and of their scripts. */
export function predictIndexes(flow: ImageFlow): readonly PredictedIndex[] {
  const tracer = tracerOf(flow);
  return flow.runs.flatMap((run) => {
    const pushes = run.publications.filter((publication) => isIndex(publication, tracer));
    return pushes
      .filter((push, at) => !pushes.slice(at + 1).some((later) => replaces(later, push)))
      .map((push) => predict(push, tracer, findIncompleteLists(flow, run)));
  });
}

function isIndex(publication: Publication, tracer: Tracer): boolean {
  const { kind, destination } = publication.event;
  const isRemote = destination.transport === undefined || destination.transport === "docker";
  return isRemote && (kind === "listPush" || tracer.trace(publication).isList);
}

function replaces({ event, isCertain }: Publication, { event: { destination } }: Publication): boolean {
  return isCertain && destination.key !== undefined && event.destination.key === destination.key;
}

function predict(push: Publication, tracer: Tracer, incomplete: readonly IncompleteList[]): PredictedIndex {
  const { run, event } = push;
  const trace = tracer.trace(push);
  const entries = trace.isList ? trace.images.map((image) => toEntry(image, event.destination)) : [];
  const problems = [
    ...trace.problems,
    ...findMissing(push, incomplete),
    ...findDuplicates(entries, event),
    ...findFailure(push, entries),
    ...findRivals(push, tracer.flow),
  ];
  if (!run.job.hasAllInstances) problems.push(unknown(`How often ${run.job.name} runs is not known`, run.job.location));
  return { run, image: event.destination, entries, problems: distinct(problems), isComplete: problems.length === 0 };
}

function toEntry(image: TracedImage, destination: Reference): PredictedEntry {
  return { ...image, reference: image.reference ?? destination };
}

/** Images of the same family that the list lacks. */
function findMissing({ content }: Publication, incomplete: readonly IncompleteList[]): Problem[] {
  if (content.kind !== "list") return [];
  const events = new Set<unknown>(content.items.map((item) => item.event));
  return incomplete
    .filter(({ adds }) => adds.some((add) => events.has(add)))
    .flatMap(({ adds, missing }) =>
      missing.map(({ run, event, platform }) => {
        const image = formatReference(event.destination);
        const message = `${image} for ${formatPlatform(platform)}, which ${run.instance.name} pushes, is never added`;
        return { kind: "missing", message, location: adds.at(-1)!.call.location } as const;
      }),
    );
}

function findDuplicates(entries: readonly PredictedEntry[], { call }: Publication["event"]): Problem[] {
  const count = new Map<string, number>();
  for (const { platform } of entries) {
    const name = platform && formatPlatform(platform);
    if (name !== undefined) count.set(name, (count.get(name) ?? 0) + 1);
  }
  return [...count].flatMap(([name, times]) => {
    const message = `${name} is in it ${times === 2 ? "twice" : `${times} times`}, and clients take the first`;
    return times > 1 ? [{ kind: "duplicate", message, location: call.location } as const] : [];
  });
}

/** Why the registry, or already the tool, refuses the list. */
function findFailure({ event, run }: Publication, entries: readonly PredictedEntry[]): Problem[] {
  const { call, destination } = event;
  const fails = (why: string) => [failing(`Pushing the list fails: ${why}`, call.location)];
  if (event.kind !== "listPush" || call.tool === "podman") return [];
  const isOld = (minor: number) => run.version !== undefined && isBefore(run.version, 1, minor);
  if (destination === event.list && isOld(31)) return fails("before Buildah 1.31 it needs a destination");
  if (destination !== event.list && destination.transport === undefined && destination.name.isKnown)
    return fails(`${formatReference(destination)} lacks a transport such as docker://`);
  const all = findFlag(call, "--all");
  const sendsImages = all ? all.value?.literal !== "false" : !isOld(38);
  const isThere = ({ isLocal, reference }: PredictedEntry) =>
    !isLocal && reference.repository.key === destination.repository.key;
  return sendsImages || entries.every(isThere) ? [] : fails("without --all its images are not sent");
}

/** Others that push to the same place at the same time. */
function findRivals({ event, run }: Publication, { publications, isOrdered, canBeTogether }: ImageFlow): Problem[] {
  const key = remoteKey(event.destination);
  const others = (key === undefined ? undefined : publications.get(key)) ?? [];
  const rivals = others.filter(
    ({ run: other }) =>
      other !== run &&
      canBeTogether(other, run) !== "no" &&
      isOrdered(other.job, run.job, other.instance) === false &&
      isOrdered(run.job, other.job, run.instance) === false,
  );
  if (rivals.length === 0) return [];
  const names = joinNames(rivals.map(({ run: other }) => other.instance.name));
  const message = `${names} may push ${formatReference(event.destination)} too, at the same time`;
  return [{ kind: "collision", message, location: event.destination.location }];
}

function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}
