import type { Instance, Job, Pipeline } from "../gitlab/pipeline";
import { makeNeededLookup } from "./needed";

/** What has ended when a job starts. */
interface Awaited {
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
export function makeOrder(pipeline: Pipeline): (before: Job, after: Job, instance?: Instance) => boolean | undefined {
  const known = new Map<Job, Awaited>();
  const findNeeded = makeNeededLookup(pipeline);

  function readAwaited(after: Job): Awaited {
    const needed = new Map<Job, Set<Instance>>();
    const visited = new Set([after]);
    let stage = 0;
    let isOpen = false;
    for (const job of visited) {
      if (job.needs.state === "unknown") isOpen = true;
      else if (job.needs.state === "absent") {
        const own = stageIndex(job);
        if (own === undefined) isOpen = true;
        else stage = Math.max(stage, own);
      } else
        for (const need of job.needs.value) {
          const target = findNeeded(need);
          // What is not defined here may be defined, and may wait for any job, where the files end.
          if (!target?.instances) isOpen = true;
          if (!target) continue;
          visited.add(target.job);
          const ended = needed.get(target.job) ?? new Set();
          needed.set(target.job, ended);
          for (const instance of target.instances ?? []) ended.add(instance);
        }
    }
    return { needed, stage, isOpen };
  }

  function stageIndex({ stage }: Job): number | undefined {
    const index =
      pipeline.stages.state === "known" && stage.state === "known" ? pipeline.stages.value.indexOf(stage.value) : -1;
    return index < 0 ? undefined : index;
  }

  return (before, after, instance) => {
    if (before === after) return false;
    const awaited = known.get(after) ?? readAwaited(after);
    known.set(after, awaited);
    const ended = awaited.needed.get(before);
    if (ended && (instance ? [instance] : before.instances).every((one) => ended.has(one))) return true;
    const stage = stageIndex(before);
    if (stage !== undefined && stage < awaited.stage) return true;
    const isPerhaps = awaited.isOpen || (stage === undefined && awaited.stage > 0);
    // Some instances are awaited, perhaps not all.
    return isPerhaps || (ended !== undefined && !instance) ? undefined : false;
  };
}

/**
 * True when both jobs are in one pipeline whenever either is: their conditions are the same, or one has none. A job
 * without conditions is in no pipeline of a merge request (GitLab, `only` is `branches` and `tags` by default).
 */
export function isTogether(a: Job, b: Job): boolean {
  return isAlwaysThere(a, b) || isAlwaysThere(b, a);
}

/** True when `other` is in every pipeline that `job` is in. */
export function isAlwaysThere(other: Job, job: Job): boolean {
  const [first, second] = [other.condition, job.condition];
  if (first.state !== "known" || second.state !== "known" || isNever(second.value)) return false;
  if (first.value === "") return !/merge_request/i.test(second.value);
  return first.value === second.value && meansTheSame(first.value, other, job);
}

/** True for rules that begin with, or hold nothing but, `when: never`. */
function isNever(condition: string): boolean {
  return /^rules: \[(\{"when":"never"\}|(\{[^{}]*"when":"never"[^{}]*\},?)+\]$)/.test(condition);
}

/** False when a condition asks for a variable that the two jobs set for themselves, each in its way. */
function meansTheSame(condition: string, a: Job, b: Job): boolean {
  return [...condition.matchAll(/\$\{?(\w+)/g)].every(([, name]) => {
    if ([a, b].some((job) => job.instances.some(({ matrix }) => matrix.has(name!)))) return false;
    const isOwn = [a, b].some(({ body }) => {
      const variables = body.entries.get("variables")?.value;
      return variables !== undefined && (variables.kind !== "map" || variables.entries.has(name!));
    });
    if (a === b || !isOwn) return true;
    const [first, second] = [a, b].map((job) => job.variable(job.instances[0]!, name!)?.key);
    return first !== undefined && first === second;
  });
}
