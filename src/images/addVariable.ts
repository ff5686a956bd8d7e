import type { Job } from "../gitlab/pipeline";
import type { TextEdit } from "../text/finding";
import { insertKey } from "../yaml/edit";
import type { ImageFlow } from "./flow";
import { isOwn } from "./sharing";

/** The edit that gives a job a variable; undefined where there is no certain place. The value is written as it is. */
export function addVariable({ pipeline }: ImageFlow, job: Job, name: string, value: string): TextEdit | undefined {
  const { source } = job;
  const file = pipeline.files.get(source.location.file);
  const variables = source.entries.get("variables")?.value;
  if (!file) return undefined;
  if (!variables) return insertKey(file, source, "variables", `{${name}: ${value}}`, ["extends", "stage", "image"]);
  // One that is merged into the job is no place of its own.
  return variables.kind === "map" && isOwn(job, variables.location)
    ? insertKey(file, variables, name, value, [])
    : undefined;
}
