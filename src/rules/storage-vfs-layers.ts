import { findFlag } from "../buildah/call";
import { settingsOf } from "../images/callSettings";
import { JobEnvironment } from "../images/environment";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "storage-vfs-layers",
  summary: "The driver vfs keeps a full copy of the image for each layer.",
  severity: "info",
  confidence: "certain",
  fixes: [],
  job(run, { report }) {
    for (const { call, value } of settingsOf(run, "STORAGE_DRIVER", "--storage-driver", isBuild)) {
      const flag = findFlag(call, "--layers");
      const variable = new JobEnvironment(run, call.command).get("BUILDAH_LAYERS");
      const layers = flag ? (flag.value ? flag.value.literal : "true") : variable?.literal;
      // strconv.ParseBool, as far as it was measured (1.28.2 and 1.39.3).
      if (value.literal !== "vfs" || !/^(1|true|True|TRUE)$/.test(layers ?? "")) continue;
      report({
        at: flag?.location ?? variable?.location ?? call.location,
        message: `${run.job.name} keeps layers with the storage driver vfs: after each instruction that changes files a full copy of the image is written, which takes time and may fill the runner's disk (“no space left on device”).`,
      });
    }
  },
};

function isBuild({ subcommand }: { readonly subcommand: string }): boolean {
  return subcommand === "build";
}

export default rule;
