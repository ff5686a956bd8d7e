import { architectureOfWord } from "../buildah/platform";
import type { Instance, Job } from "../gitlab/pipeline";
import { expand } from "../gitlab/variables";
import type { Runner } from "./flow";
import type { RunnerFacts, RunnerKnowledge } from "./runnerKnowledge";

/** Tags of the Linux runners that GitLab.com hosts (GitLab documentation, hosted runners on Linux). */
const hostedTag = /^saas-linux-(small|medium|large|xlarge|2xlarge)-(amd64|arm64)(-gpu-standard)?$/;

/**
 * What a job's tags tell of its runner. Only the names of hosted runners are certain by themselves; of other tags, which
 * are free words, only what people have said counts.
 */
export function readRunner(job: Job, instance: Instance, knowledge: RunnerKnowledge): Runner {
  const nothing = { architecture: undefined, isHosted: false, tag: undefined, facts: {} };
  if (job.tags.state === "unknown") return { ...nothing, isUnknown: true };
  if (job.tags.state === "absent") return { ...nothing, isUnknown: false };
  let isUnknown = false;
  let facts: RunnerFacts = { keepsState: knowledge.keepsState };
  let found: Runner["tag"];
  for (const node of job.tags.value) {
    if (node.kind !== "scalar") {
      isUnknown = true;
      continue;
    }
    const value = expand(node.text, node.origin, (name) => job.variable(instance, name));
    const name = value.literal ?? "";
    const match = hostedTag.exec(name);
    const location = value.location ?? node.location;
    if (match)
      return {
        architecture: architectureOfWord(match[2]!),
        isHosted: true,
        tag: { value, location },
        facts: {},
        isUnknown: false,
      };
    const said = knowledge.tags.get(name);
    // The runner has all tags, so what is said of any of them holds.
    if (said) facts = { ...facts, ...said, keepsState: said.isHosted ? false : (facts.keepsState ?? said.keepsState) };
    if (said?.architecture !== undefined) found ??= { value, location };
    isUnknown ||= value.literal === undefined;
  }
  const { architecture, isHosted = false } = facts;
  return { architecture, isHosted, tag: found, facts, isUnknown };
}
