import type { JobRun } from "../images/flow";
import { isOnOwnDocker } from "../images/ownRunner";
import type { RunnerConfiguration } from "../runner/configuration";
import { findSecurityOptions, hasDockerExecutor } from "../runner/securityOptions";
import { tableAt } from "../runner/value";
import type { Snippet } from "../text/finding";
import type { Rule } from "./rule";

/** What GitLab's page on multi-platform images with Buildah tells to write. */
const snippet: Snippet = {
  title: "Copy the setting for the runner's config.toml",
  text: '[runners.docker]\n  security_opt = ["seccomp:unconfined", "apparmor:unconfined"]\n',
};

const rule: Rule = {
  id: "security-opt-required",
  summary: "Buildah in a job on a runner of your own needs security options in the runner's configuration.",
  severity: "info",
  confidence: "certain",
  fixes: [],
  pipeline(flow, { report, runners }) {
    const isAllSetUp = runners.some(isSetUp) || hasNoDocker(runners);
    const files = new Set<string>();
    for (const run of flow.runs) {
      if (!mayNeedOptions(run)) continue;
      const { job } = run;
      const { file } = job.location;
      if (files.has(file)) continue;
      // Of a runner that is known by name its own entry tells, and security-opt-missing reports it there.
      const { entry, isPrivileged } = run.runner.facts;
      if (entry || isPrivileged || (isPrivileged === undefined && isAllSetUp)) continue;
      files.add(file);
      report({
        at: job.location,
        message: `${job.name} builds with Buildah on a runner of your own: in unprivileged Docker containers Buildah ends with “Error during unshare(CLONE_NEWUSER): Operation not permitted” unless security_opt is set in [runners.docker] of the runner's config.toml.`,
        snippets: [snippet],
      });
    }
  },
};

/** Jobs are looked at once, for this rule goes through all of them each time. */
const known = new WeakMap<JobRun, boolean>();

function mayNeedOptions(run: JobRun): boolean {
  const answer = known.get(run) ?? (isOnOwnDocker(run) && buildsInContainer(run));
  known.set(run, answer);
  return answer;
}

/** Without an image the job may run in no container. */
function buildsInContainer({ events, job }: JobRun): boolean {
  const hasBuild = events.some((event) => event.kind === "build" && event.call.tool === "buildah");
  return hasBuild && job.image.state === "known";
}

/** True when the workspace has configurations, and none for containers of Docker's. */
function hasNoDocker(runners: readonly RunnerConfiguration[]): boolean {
  const entries = runners.flatMap((configuration) => configuration.entries);
  return entries.length > 0 && entries.every((entry) => entry.executor !== undefined && !hasDockerExecutor(entry));
}

/** True when a configuration in the workspace has the option or needs none. */
function isSetUp(configuration: RunnerConfiguration): boolean {
  if (findSecurityOptions(configuration).length > 0) return true;
  return configuration.entries.some(
    ({ table, docker }) =>
      docker?.entries.get("privileged")?.value.value === true ||
      tableAt(table, "kubernetes")?.entries.get("privileged")?.value.value === true,
  );
}

export default rule;
