import type { Platform } from "../buildah/platform";
import { hasRegistry, type Reference } from "../buildah/reference";
import type { CopyEvent, ListPushEvent, PushEvent } from "./event";
import type { ImageFlow, JobRun } from "./flow";
import type { Sent } from "./storage";

/** An image or a list that a job sends to a registry or a file. */
export interface Publication extends Sent {
  readonly run: JobRun;
  readonly event: PushEvent | ListPushEvent | CopyEvent;
  /** How many things the job has published before. */
  readonly index: number;
  /** False when the command may not run. */
  readonly isCertain: boolean;
}

/** An image for one platform that a job pushes. */
export interface PlatformPush extends Publication {
  readonly event: PushEvent;
  readonly platform: Platform;
}

/** Where publications are looked up. */
export interface Published {
  readonly publications: Pick<ImageFlow["publications"], "get">;
  readonly digests: Pick<ImageFlow["digests"], "get">;
}

/** What the jobs of a pipeline push under a name, or with the digest in it. */
export function findPublications({ publications, digests }: Published, reference: Reference): readonly Publication[] {
  const { digest, repository } = reference;
  const pushed = digest?.key === undefined ? undefined : digests.get(digest.key);
  if (pushed && pushed.event.destination.repository.key === repository.key) return [pushed];
  const key = remoteKey(reference);
  return (key === undefined ? undefined : publications.get(key)) ?? [];
}

/** The push with its platform; nothing for lists, where the platform is not known, and where the push may not run. */
export function readPlatformPush(publication: Publication): readonly PlatformPush[] {
  const { event, content, isCertain } = publication;
  if (event.kind !== "push" || !isCertain || content.kind !== "image" || !content.platform) return [];
  return [{ ...publication, event, platform: content.platform }];
}

/** The key of a reference in a registry that all jobs share; undefined for files, local storage and the job's own machine. */
export function remoteKey({ transport, repository, key }: Reference): string | undefined {
  const isRemote = transport === undefined || transport === "docker";
  return isRemote && hasRegistry(repository) && !/^localhost[:/]/.test(repository.flat) ? key : undefined;
}
