import { settingsOf } from "../images/callSettings";
import { lackOfRights } from "../images/ownRunner";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "storage-overlay-risk",
  summary: "The storage driver overlay in a container that may not mount.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { report }) {
    // What is known of the runner's devices is for fuse-device-missing.
    if (!lackOfRights(run) || run.runner.facts.entry) return;
    for (const { value, location } of settingsOf(run, "STORAGE_DRIVER", "--storage-driver")) {
      if (!/^overlay2?$/.test(value.literal ?? "")) continue;
      report({
        at: location,
        message: `${run.job.name} uses the storage driver overlay: in a container that is not privileged it needs fuse-overlayfs and the device /dev/fuse, or ends with “fuse: device not found”. The driver vfs needs neither, but more disk.`,
        fixes: () => rewrite(value, "vfs", "unsafe"),
      });
    }
  },
};

export default rule;
