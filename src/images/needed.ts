import type { Instance, Job, Need, Pipeline } from "../gitlab/pipeline";

/** What an entry of `needs` stands for. */
export interface Needed {
  readonly job: Job;
  /** Undefined when it is not known which ones. */
  readonly instances: readonly Instance[] | undefined;
}

/** Makes the lookup of what an entry of `needs` stands for: a job, or an instance by its own name. */
export function makeNeededLookup({ jobs }: Pipeline): (need: Need) => Needed | undefined {
  const instances = new Map<string, Needed>();
  for (const job of jobs.values())
    if (job.instances.length > 1)
      for (const instance of job.instances) instances.set(instance.name, { job, instances: [instance] });
  return ({ job: name, isPartial }) => {
    const job = name === undefined ? undefined : jobs.get(name);
    if (job) return { job, instances: isPartial ? undefined : job.instances };
    if (name === undefined || instances.has(name)) return instances.get(name ?? "");
    const base = /^(.*?)(?:: \[.*\]| \d+\/\d+)$/s.exec(name)?.[1];
    const parts = base === undefined ? undefined : jobs.get(base);
    return parts && { job: parts, instances: undefined };
  };
}
