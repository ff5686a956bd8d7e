import { settingsOf } from "../images/callSettings";
import { nearest } from "../text/nearest";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

/** `overlay2` is taken for `overlay`, with a warning (measured with 1.28.2 and 1.39.3). */
const drivers = ["vfs", "overlay", "btrfs", "zfs"];
/** Drivers of old versions. */
const older = ["overlay2", "aufs", "devicemapper"];

const rule: Rule = {
  id: "storage-driver-invalid",
  summary: "A storage driver that Buildah does not have.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job(run, { report }) {
    for (const { call, value, location } of settingsOf(run, "STORAGE_DRIVER", "--storage-driver")) {
      const driver = value.literal;
      if (!driver || drivers.includes(driver) || older.includes(driver)) continue;
      const lower = driver.trim().toLowerCase();
      const isSure = drivers.includes(lower);
      const meant = isSure ? lower : lower.includes("overlay") ? "overlay" : nearest(lower, drivers);
      report({
        at: location,
        message: `${run.job.name} uses the storage driver ${driver}, which ${call.tool === "podman" ? "Podman" : "Buildah"} does not have: its first command, buildah login too, ends with exit code 125 and “driver not supported”.`,
        fixes: () => (meant ? rewrite(value, meant, isSure ? "safe" : "unsafe") : []),
      });
    }
  },
};

export default rule;
