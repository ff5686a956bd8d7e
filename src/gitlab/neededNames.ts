import type { Instance, Need, Pipeline } from "./pipeline";

/**
 * The names that GitLab makes of an entry of `needs`: one for each instance that it stands for, those that do not exist
 * too (lib/gitlab/ci/config/normalizer.rb). Empty when they are not known.
 */
export function neededNames(need: Need, by: Instance, { findNeeded }: Pipeline): readonly string[] {
  const found = findNeeded(need, by);
  if (!found) return need.job === undefined ? [] : [need.job];
  const { job, instances, unmatched } = found;
  if (instances === undefined) return [];
  if (instances === "all") return job.hasAllInstances ? job.instances.map(({ name }) => name) : [job.name];
  return [...instances.map(({ name }) => name), ...unmatched];
}
