import { findFlag } from "../buildah/call";
import { formatReference } from "../buildah/reference";
import { findPushedLists } from "../images/pushedLists";
import { addFlags, fixWith } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "format-docker-index-oci",
  summary: "A manifest list of images in Docker's format is pushed as an OCI index.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  pipeline(flow, { report }) {
    for (const { event, run, images } of findPushedLists(flow)) {
      const { call } = event;
      const isDocker = images.length > 0 && images.every(({ format }) => format === "docker");
      if (!isDocker || call.tool !== "buildah" || call.hasUnknownWords || findFlag(call, "--format")) continue;
      report({
        at: event.destination.location,
        message: `${run.job.name} pushes ${formatReference(event.destination)} without --format: the images are in Docker's format, but the index is an OCI one, for BUILDAH_FORMAT does not count for a push. Current registries take that, some old ones and old clients do not.`,
        fixes: () => fixWith("Add --format v2s2", "unsafe", addFlags(call, "--format v2s2")),
      });
    }
  },
};

export default rule;
