import type { Content } from "./content";
import type { BuildEvent, ImageFlow, JobRun, ListAddEvent } from "./flow";
import { findPublications } from "./publications";

/** A build whose image is added to a list. */
export interface ListPart {
  readonly run: JobRun;
  readonly build: BuildEvent;
}

/** The builds of which the images are added to a list by one job, each once; those of other jobs through their pushes. */
export function findListParts(flow: ImageFlow, run: JobRun): readonly (readonly ListPart[])[] {
  const lists = new Map<string, Map<BuildEvent, ListPart>>();
  for (const [add, content] of run.added) {
    const { key } = add.list;
    if (key === undefined) continue;
    const parts = lists.get(key) ?? new Map<BuildEvent, ListPart>();
    lists.set(key, parts);
    for (const part of findMakers(flow, run, add, content)) parts.set(part.build, part);
  }
  return [...lists.values()].map((parts) => [...parts.values()]);
}

function findMakers(flow: ImageFlow, run: JobRun, { image }: ListAddEvent, content: Content): ListPart[] {
  if (content.kind !== "remote") return makersOf(run, content);
  const publications = findPublications(flow, image);
  if (publications.length === 0) return content.local ? makersOf(run, content.local) : [];
  return publications.flatMap((publication) => makersOf(publication.run, publication.content));
}

function makersOf(run: JobRun, content: Content): ListPart[] {
  const maker = content.kind === "image" || content.kind === "unknown" ? content.maker : undefined;
  return maker?.kind === "build" ? [{ run, build: maker }] : [];
}
