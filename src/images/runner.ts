import { architectureOfWord } from "../buildah/platform";
import type { Instance, Job } from "../gitlab/pipeline";
import { expand } from "../gitlab/variables";
import type { Runner } from "./flow";

/** Tags of the Linux runners that GitLab.com hosts (GitLab documentation, hosted runners on Linux). */
const hostedTag = /^saas-linux-(small|medium|large|xlarge|2xlarge)-(amd64|arm64)(-gpu-standard)?$/;

/** What a job's tags tell of its runner. Only the names of hosted runners are certain; other tags are free words. */
export function readRunner(job: Job, instance: Instance): Runner {
  const nothing = { architecture: undefined, isHosted: false, tag: undefined };
  if (job.tags.state === "unknown") return { ...nothing, isUnknown: true };
  if (job.tags.state === "absent") return { ...nothing, isUnknown: false };
  let isUnknown = false;
  for (const node of job.tags.value) {
    if (node.kind !== "scalar") {
      isUnknown = true;
      continue;
    }
    const value = expand(node.text, node.origin, (name) => job.variable(instance, name));
    const match = hostedTag.exec(value.literal ?? "");
    const location = value.location ?? node.location;
    if (match)
      return {
        architecture: architectureOfWord(match[2]!),
        isHosted: true,
        tag: { value, location },
        isUnknown: false,
      };
    isUnknown ||= value.literal === undefined;
  }
  return { ...nothing, isUnknown };
}
