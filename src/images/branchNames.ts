import { occursWhere } from "../gitlab/conditions/occurrence";
import type { JobRun } from "./flow";

/** True for variables that hold the name of a branch, which may have slashes. */
export function isBranchName(variable: string): boolean {
  return /^CI_(COMMIT_(REF_NAME|BRANCH)|MERGE_REQUEST_(SOURCE|TARGET)_BRANCH_NAME)$/.test(variable);
}

/** Whether a job runs by itself for some branch whose name may have a slash; the default branch hardly does. */
export function mayHaveSlash({ job, instance }: JobRun, variable: string): boolean {
  const question = `$CI_COMMIT_TAG == null && $${variable} =~ /\\w\\/\\w/ && $CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH`;
  return occursWhere(job.condition(instance), question, "startsByItself") === "yes";
}
