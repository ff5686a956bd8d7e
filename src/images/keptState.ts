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
