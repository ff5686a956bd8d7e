import type { JobRun } from "./flow";

/** Tags that people give to runners which run jobs on the machine itself. */
const machineTag = /(^|[-_.])(shell|ssh|metal|baremetal|podman|host|vm|local)($|[-_.\d])/i;

/**
 * True when the runner may keep images and logins from one job to the next: a shell runner does. Where no setting tells,
 * that is so where a tag of one's own says it, and where a job with such tags names no image.
 */
export function mayKeepState({ job, runner }: Pick<JobRun, "job" | "runner">): boolean {
  if (runner.isHosted) return false;
  if (runner.facts.keepsState !== undefined) return runner.facts.keepsState;
  if (job.tags.state === "unknown") return true;
  if (job.tags.state === "absent") return false;
  const names = job.tags.value.map((tag) => (tag.kind === "scalar" ? tag.text : "shell"));
  return names.some((name) => machineTag.test(name)) || (job.image.state === "absent" && names.length > 0);
}

/** True when a setting says that the runner keeps images from one job to the next. */
export function keepsState({ runner }: Pick<JobRun, "runner">): boolean {
  return !runner.isHosted && runner.facts.keepsState === true;
}

/** True when a setting or the name of a tag says so, but not where it is only not known. */
export function seemsToKeepState(run: Pick<JobRun, "job" | "runner">): boolean {
  const { tags } = run.job;
  const says = tags.state === "known" && tags.value.some((tag) => tag.kind === "scalar" && machineTag.test(tag.text));
  return keepsState(run) || (says && mayKeepState(run));
}
