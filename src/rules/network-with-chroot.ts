import { findFlag } from "../buildah/call";
import { isBefore } from "../buildah/version";
import { JobEnvironment } from "../images/environment";
import { readIsolation } from "../images/isolation";
import { describeVersion, isOwnImage } from "../images/version";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "network-with-chroot",
  summary: "A build with chroot isolation asks for a network of its own.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  call(call, run, { inFlow, versionOf }) {
    const network = call.subcommand === "build" && call.tool === "buildah" ? findFlag(call, "--network") : undefined;
    const text = network?.value?.literal;
    if (!network || !text || text === "host" || call.hasUnknownWords) return;
    const isolation = readIsolation(call, run);
    // Buildah's own images set the variable.
    const mayBeImage = !isolation && run.job.image.state === "known" && isOwnImage(run.job.image.value);
    if (!mayBeImage && isolation?.value.literal?.toLowerCase() !== "chroot") return;
    const by = isolation?.by ?? "the image";
    const buildah = versionOf(run);
    const isKnown = buildah.source !== "newest";
    const isChecked = isKnown ? !isBefore(buildah.version, 1, by === "--isolation" ? 28 : 44) : by === "--isolation";
    // What Buildah before 1.28 does with the flag was not measured.
    if (!isChecked && by === "--isolation") return;
    const effect = isChecked
      ? `${isKnown ? describeVersion(buildah) : "Buildah"} ends with exit code 125 (“cannot set --network other than host with --isolation chroot”)`
      : "processes in a chroot have the network of the job, so before 1.44 this is without effect, and since 1.44 Buildah ends with exit code 125";
    inFlow(({ pipeline }, { report, settings }) => {
      const environment = new JobEnvironment(run, call.command);
      if (mayBeImage && !environment.isUnset("BUILDAH_ISOLATION", pipeline, settings)) return;
      report({
        at: network.location,
        severity: isChecked ? "error" : "info",
        message: `${run.job.name} builds with --network ${text} and with chroot isolation (set by ${by}): ${effect}.`,
        fixes: () => (network.value ? rewrite(network.value, "host", "unsafe") : []),
      });
    });
  },
};

export default rule;
