import type { Job, Pipeline } from "../gitlab/pipeline";

/**
 * Tells whether `before` has certainly ended when `after` starts: `after` needs it, directly or through others, or
 * `after` has no needs and stands in a later stage. Undefined when the files do not tell.
 */
export function makeOrder(pipeline: Pipeline): (before: Job, after: Job) => boolean | undefined {
  const known = new Map<string, boolean | undefined>();

  function isOrdered(before: Job, after: Job, visiting: ReadonlySet<string>): boolean | undefined {
    if (before === after) return false;
    const key = JSON.stringify([before.name, after.name]);
    if (known.has(key)) return known.get(key);
    if (visiting.has(after.name)) return false;
    const result = decide(before, after, new Set([...visiting, after.name]));
    if (visiting.size === 0) known.set(key, result);
    return result;
  }

  function decide(before: Job, after: Job, visiting: ReadonlySet<string>): boolean | undefined {
    if (after.needs.state === "unknown") return undefined;
    if (after.needs.state === "absent") return isEarlierStage(before, after);
    if (needsAll(after, before)) return true;
    let isUncertain = false;
    for (const need of after.needs.value) {
      const needed = pipeline.findNeeded(need, after.instances[0]!)?.job;
      // What is not defined here may be defined, and may wait for `before`, where the files end.
      if (!needed || needed === before) {
        isUncertain = true;
        continue;
      }
      const through = isOrdered(before, needed, visiting);
      if (through) return true;
      if (through === undefined) isUncertain = true;
    }
    return isUncertain ? undefined : false;
  }

  /** True when every instance of a job needs every instance of another one. */
  function needsAll({ needs, instances }: Job, other: Job): boolean {
    if (needs.state !== "known") return false;
    return instances.every((instance) => {
      const needed = needs.value.map((need) => pipeline.findNeeded(need, instance));
      const picked = needed.flatMap((found) => (found?.job === other ? [found.instances] : []));
      const isEach = other.instances.every((each) => picked.some((found) => found !== "all" && found?.includes(each)));
      return picked.includes("all") || (other.hasAllInstances && isEach);
    });
  }

  function isEarlierStage(before: Job, after: Job): boolean | undefined {
    if (pipeline.stages.state !== "known" || before.stage.state !== "known" || after.stage.state !== "known")
      return undefined;
    const first = pipeline.stages.value.indexOf(before.stage.value);
    const second = pipeline.stages.value.indexOf(after.stage.value);
    return first < 0 || second < 0 ? undefined : first < second;
  }

  return (before, after) => isOrdered(before, after, new Set());
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
