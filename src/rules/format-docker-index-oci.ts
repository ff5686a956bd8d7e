import { findFlag } from "../buildah/call";
import { formatReference } from "../buildah/reference";
import { insertFlags } from "../images/callText";
import { findPushedLists } from "../images/pushedLists";
import { type Registry, registryOf } from "../images/registry";
import { fixWith } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "format-docker-index-oci",
  summary: "A manifest list of images in Docker's format is pushed as an OCI index.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(job, flow, { report }) {
    for (const { event, run, images } of flow.runsOf(job).flatMap((run) => findPushedLists(run, flow))) {
      const { call } = event;
      const isDocker = images.length > 0 && images.every(({ format }) => format === "docker");
      const registry = registryOf(event.destination);
      if (registry && takesIndexes(registry)) continue;
      if (!isDocker || call.tool !== "buildah" || call.hasUnknownWords || findFlag(call, "--format")) continue;
      report({
        at: event.destination.location,
        message: `${run.job.name} pushes ${formatReference(event.destination)} without --format: the images are in Docker's format, but the index is an OCI one, for BUILDAH_FORMAT does not count for a push. Some older registries and clients refuse that.`,
        fixes: () => fixWith("Add --format v2s2", "unsafe", insertFlags(call, "--format v2s2", flow)),
      });
    }
  },
};

/** GitLab's registry, Docker Hub and Quay take both kinds of lists. */
function takesIndexes(registry: Registry): boolean {
  return registry.kind === "gitlab" || ["docker.io", "quay.io", "registry.gitlab.com"].includes(registry.host);
}

export default rule;
