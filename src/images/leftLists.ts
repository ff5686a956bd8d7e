import { findFlag } from "../buildah/call";
import { mayUseImagesAfter } from "./afterScript";
import { mustSucceed } from "./certainty";
import type { ImageEvent, JobRun, ListCreateEvent } from "./flow";
import { seemsToKeepState } from "./keptState";
import { reuseOf } from "./uniqueNames";

/**
 * True when a runner that keeps its images has the list of an earlier pipeline when a job makes one of the same name:
 * nothing in the job takes it away, neither before nor when it is done.
 */
export function isLeftOver(create: ListCreateEvent, run: JobRun): boolean {
  const { call, list } = create;
  if (!seemsToKeepState(run) || mayUseImagesAfter(run) || !run.isComplete || run.opaque.length > 0) return false;
  if (
    !mustSucceed(run, call) ||
    list.key === undefined ||
    reuseOf(list) === "never" ||
    run.named.get(create)?.kind !== "unknown"
  )
    return false;
  const before = run.events.slice(0, run.events.indexOf(create));
  const isFirst = before.every((event) => !("list" in event) || event.list?.key !== list.key);
  return isFirst && !run.events.some((event) => mayRemove(event, list.key!));
}

function mayRemove(event: ImageEvent, key: string): boolean {
  const isIt = (name: string | undefined) => name === undefined || name === key;
  if (event.kind === "remove") return event.names?.some((name) => isIt(name.key)) ?? true;
  if (event.kind === "listRemove") return isIt(event.list.key);
  return event.kind === "listPush" && isIt(event.list.key) && findFlag(event.call, "--rm") !== undefined;
}
