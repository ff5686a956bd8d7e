import type { Instance, Job, Pipeline } from "../gitlab/pipeline";
import { stageIndex } from "../gitlab/stageIndex";
import type { ImageFlow } from "./flow";
import { makeNeededLookup } from "./needed";

/** What has ended when a job starts. */
interface Awaited {
  /** The jobs whose needs and stages tell. */
  readonly deciders: ReadonlySet<Job>;
  /** The jobs that it needs, directly or through others; of a job of which some instances are needed, those. */
  readonly needed: ReadonlyMap<Job, ReadonlySet<Instance>>;
  /** The jobs of all stages before this one, by index. */
  readonly stage: number;
  /** True when it may wait for more. */
  readonly isOpen: boolean;
}

/**
 * Tells whether `before` has certainly ended when `after` starts: `after` needs it, directly or through others, or
 * `after` has no needs and stands in a later stage. Undefined when the files do not tell. With an instance of `before`
 * it tells that of this instance.
 */
export function makeOrder(pipeline: Pipeline): Pick<ImageFlow, "isOrdered" | "decidersOf"> {
  const known = new Map<Job, Awaited>();
  const findNeeded = makeNeededLookup(pipeline);

  function awaitedBy(after: Job): Awaited {
    const awaited = known.get(after) ?? readAwaited(after);
    known.set(after, awaited);
    return awaited;
  }

  function readAwaited(after: Job): Awaited {
    const needed = new Map<Job, Set<Instance>>();
    const visited = new Set([after]);
    let stage = 0;
    let isOpen = false;
    for (const job of visited) {
      if (job.needs.state === "unknown") isOpen = true;
      else if (job.needs.state === "absent") {
        const own = stageIndex(pipeline, job);
        if (own === undefined) isOpen = true;
        else stage = Math.max(stage, own);
      } else
        for (const need of job.needs.value) {
          const target = findNeeded(need, job);
          // What is not defined here may be defined, and may wait for any job, where the files end.
          if (!target?.isAll) isOpen = true;
          if (!target) continue;
          visited.add(target.job);
          const ended = needed.get(target.job) ?? new Set();
          needed.set(target.job, ended);
          for (const instance of target.instances) ended.add(instance);
        }
    }
    return { deciders: visited, needed, stage, isOpen };
  }

  const isOrdered: ImageFlow["isOrdered"] = (before, after, instance) => {
    if (before === after) return false;
    const awaited = awaitedBy(after);
    const ended = awaited.needed.get(before);
    if (ended && (instance ? [instance] : before.instances).every((one) => ended.has(one))) return true;
    const stage = stageIndex(pipeline, before);
    if (stage !== undefined && stage < awaited.stage) return true;
    const isPerhaps = awaited.isOpen || (stage === undefined && awaited.stage > 0);
    // Some instances are awaited, perhaps not all.
    return isPerhaps || (ended !== undefined && !instance) ? undefined : false;
  };
  return { isOrdered, decidersOf: (after) => awaitedBy(after).deciders };
}
