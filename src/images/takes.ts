import type { Job } from "../gitlab/pipeline";
import { isCertain } from "./certainty";
import type { Content } from "./content";
import type { ImageFlow, JobRun, ListAddEvent } from "./flow";
import { type Publication, remoteKey } from "./publications";

/** An image that a job takes from a registry into a list, and that must be there. */
export interface Take {
  readonly run: JobRun;
  readonly add: ListAddEvent;
  /** The key of the reference. */
  readonly key: string;
}

/** An image that a job takes, and the one job of the pipeline that pushes it. */
export interface SoleTake extends Take {
  readonly producer: Publication;
}

/** The images that a job certainly takes from a registry; attempts, and what the script itself may wait for, are left out. */
export function findTakes(run: JobRun): readonly Take[] {
  return [...run.added].flatMap(([add, content]) => {
    const key = takenKey(content);
    return key === undefined || isAttempt(run, add) || mayWait(run, add, key) ? [] : [{ run, add, key }];
  });
}

/**
 * What a job takes into lists that one other job instance alone pushes, where that does not certainly happen too late:
 * with several, one of them may push where another does not.
 */
export function findSoleTakes(flow: ImageFlow, job: Job): readonly SoleTake[] {
  return flow.runsOf(job).flatMap((run) =>
    run.takes.flatMap((take) => {
      const [producer, ...others] = flow.publications.get(take.key) ?? [];
      if (!producer || others.length > 0 || producer.run.job === run.job) return [];
      return flow.isOrdered(producer.run.job, run.job, producer.run.instance) === false ? [] : [{ ...take, producer }];
    }),
  );
}

/** The key of what is taken from a registry, also when it was pulled before; undefined for what the job has from itself. */
function takenKey(content: Content): string | undefined {
  if (content.kind !== "remote") return undefined;
  const isOwn = content.local && content.local.kind !== "unknown" && content.local.kind !== "remote";
  return isOwn ? undefined : remoteKey(content.reference);
}

/** What may fail, or may not run, is there to find out whether the image exists; with unknown words it may be anything. */
function isAttempt(run: JobRun, { call: { command, hasUnknownWords } }: ListAddEvent): boolean {
  return !isCertain(run, command) || command.toleratesFailure || hasUnknownWords;
}

/** True when the script itself may wait for the image: it sleeps in a loop, or gives the reference to a command that is not known. */
function mayWait({ commands, opaque }: JobRun, { call }: ListAddEvent, key: string): boolean {
  const before = commands.slice(0, commands.indexOf(call.command));
  return before.some(
    (command) =>
      (command.isConditional && command.words[0]!.value.literal === "sleep") ||
      (opaque.includes(command) && command.words.some((word) => word.value.key?.includes(key))),
  );
}
