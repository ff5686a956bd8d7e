import { hasRegistry, type Reference } from "../buildah/reference";
import type { ImageFlow, JobRun, ListPushEvent, PushEvent } from "./flow";

/** An image or a list that a job sends to a registry. */
export interface Publication {
  readonly run: JobRun;
  readonly event: PushEvent | ListPushEvent;
}

/** What the jobs of a pipeline send to registries, by the key of the reference. What goes to an unknown place is left out. */
export function readPublications({ runs }: ImageFlow): ReadonlyMap<string, readonly Publication[]> {
  const publications = new Map<string, Publication[]>();
  for (const run of runs) {
    for (const event of run.events) {
      if (event.kind !== "push" && event.kind !== "listPush") continue;
      const key = remoteKey(event.destination);
      if (key === undefined) continue;
      const others = publications.get(key);
      if (others) others.push({ run, event });
      else publications.set(key, [{ run, event }]);
    }
  }
  return publications;
}

/** The key of a reference in a registry that all jobs share; undefined for files, local storage and the job's own machine. */
export function remoteKey({ transport, repository, key }: Reference): string | undefined {
  const isRemote = transport === undefined || transport === "docker";
  return isRemote && hasRegistry(repository) && !/^localhost[:/]/.test(repository.flat) ? key : undefined;
}
