import { settingsOf } from "../images/callSettings";
import { lackOfRights } from "../images/ownRunner";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "isolation-oci-in-container",
  summary: "Buildah is to start containers of its own inside of a container without the rights for that.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { report }) {
    const lack = lackOfRights(run);
    if (!lack) return;
    const meant = (call: { readonly subcommand: string }) => /^(build|run|from)$/.test(call.subcommand);
    for (const { value, location } of settingsOf(run, "BUILDAH_ISOLATION", "--isolation", meant)) {
      if (!/^(oci|rootless)$/i.test(value.literal ?? "")) continue;
      const runner =
        lack === "certain"
          ? "the runner's containers are not privileged"
          : "unless the runner's containers are privileged";
      report({
        at: location,
        severity: lack === "certain" ? "warning" : "info",
        message: `${run.job.name} builds with the isolation ${value.display}: ${runner}${lack === "certain" ? ", so" : ","} the first RUN ends with “mount /proc: Operation not permitted”. The isolation chroot needs no such mounts.`,
        fixes: () => rewrite(value, "chroot", "unsafe"),
      });
    }
  },
};

export default rule;
