import { expand } from "../gitlab/variables";
import type { JobRun } from "./flow";

/** Tags that tell of a privileged runner, or of one without Docker containers. */
const otherRunner = /privileged|dind|shell|ssh|podman|kube|k8s|openshift|okd|windows|macos|^saas-/i;

/**
 * True for a job that Docker containers of one's own runner seem to run. Jobs without tags go to hosted runners on
 * GitLab.com: nothing tells of a runner of one's own.
 */
export function isOnOwnDocker({ instance, job, runner }: JobRun): boolean {
  if (runner.isUnknown || runner.isHosted || job.tags.state !== "known" || job.tags.value.length === 0) return false;
  if (runner.facts.isPrivileged === false) return true;
  const tags = job.tags.value.flatMap((node) =>
    node.kind === "scalar" ? expand(node.text, node.origin, (name) => job.variable(instance, name)).flat : [],
  );
  const isKubernetes = job.variableNames.some((name) => name.startsWith("KUBERNETES_"));
  return !isKubernetes && !tags.some((tag) => otherRunner.test(tag));
}

/** Whether the container of a job lacks the rights of a privileged one: certainly, perhaps, or (undefined) by no evidence. */
export function lackOfRights(run: JobRun): "certain" | "possible" | undefined {
  const { job, runner } = run;
  // Without an image the job may run in no container.
  if (job.image.state !== "known" || runner.facts.isPrivileged || !isOnOwnDocker(run)) return undefined;
  return runner.facts.isPrivileged === false ? "certain" : "possible";
}
