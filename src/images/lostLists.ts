import { mustSucceed } from "./certainty";
import type { AbsentContent, ImageContent } from "./content";
import type { JobRun, ListAddEvent, ListAnnotateEvent, ListPushEvent } from "./flow";

/** A command about a list that certainly is not in local storage when it runs: it fails, and the job with it. */
export interface LostList {
  readonly event: ListAddEvent | ListAnnotateEvent | ListPushEvent;
  /** What is there in its place. */
  readonly content: AbsentContent | ImageContent;
}

/** The first such command for each name. */
export function findLostLists(run: JobRun): readonly LostList[] {
  const found = new Map<string, LostList>();
  for (const event of run.events) {
    if (event.kind !== "listAdd" && event.kind !== "listAnnotate" && event.kind !== "listPush") continue;
    const content = run.named.get(event);
    const { key } = event.list;
    if ((content?.kind !== "absent" && content?.kind !== "image") || key === undefined || found.has(key)) continue;
    // Whoever lets it fail knows that it may.
    if (!mustSucceed(run, event.call)) continue;
    if (event.kind !== "listAdd" || !isSwapped(event, run)) found.set(key, { event, content });
  }
  return [...found.values()];
}

/** True when an add names the image first and the list second. */
export function isSwapped(event: ListAddEvent, run: JobRun): boolean {
  const { list, call } = event;
  if (call.subcommand !== "manifest add" || call.hasUnknownWords) return false;
  if (list.transport === "docker") return true;
  const content = run.added.get(event);
  const local = content?.kind === "remote" ? content.local : content;
  return local?.kind === "instance" && run.named.get(event)?.kind === "absent";
}

/** True when a command about a list certainly ends the job before it is done. */
export function losesList(run: JobRun): boolean {
  return findLostLists(run).length > 0 || run.events.some((event) => event.kind === "listAdd" && isSwapped(event, run));
}
