import type { Instance, Job, Need, Pipeline } from "../gitlab/pipeline";

/** What an entry of `needs` stands for. */
export interface Needed {
  readonly job: Job;
  /** The instances that every instance of the job with the entry certainly needs. */
  readonly instances: readonly Instance[];
  /** False when some of them need others too, and when it is not known which ones. */
  readonly isAll: boolean;
}

/** Makes the lookup of what an entry of the needs of a job stands for; undefined when that is not one job, or not known. */
export function makeNeededLookup({ findNeeded }: Pipeline): (need: Need, by: Job) => Needed | undefined {
  return (need, by) => {
    const [first, ...others] = by.instances.map((instance) => findNeeded(need, instance));
    if (!first || others.some((other) => other?.job !== first.job)) return undefined;
    const { job } = first;
    const named = [first, ...others].map((found) => (found?.instances === "all" ? job.instances : found?.instances));
    const instances = job.instances.filter((instance) => named.every((list) => list?.includes(instance)));
    return { job, instances, isAll: named.every((list) => list?.length === instances.length) };
  };
}
