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
    let isUncertain = false;
    for (const need of after.needs.value) {
      const needed = need.job === undefined ? undefined : findNeeded(need.job);
      // What is not defined here may be defined, and may wait for `before`, where the files end.
      if (!needed) {
        isUncertain = true;
        continue;
      }
      if (needed === before) {
        if (!need.isPartial && need.job === before.name) return true;
        isUncertain = true;
      }
      const through = isOrdered(before, needed, visiting);
      if (through) return true;
      if (through === undefined) isUncertain = true;
    }
    return isUncertain ? undefined : false;
  }

  /** A job by its name or by that of one of its instances: `build`, `build: [amd64]`, `build 1/2`. */
  function findNeeded(name: string): Job | undefined {
    const exact = pipeline.jobs.get(name);
    const base = exact ? undefined : /^(.*?)(?:: \[.*\]| \d+\/\d+)$/s.exec(name)?.[1];
    return base === undefined ? exact : pipeline.jobs.get(base);
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
