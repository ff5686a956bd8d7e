import { readIsolation } from "../images/isolation";
import { nearest } from "../text/nearest";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "isolation-invalid",
  summary: "An isolation is none that Buildah knows.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  call(call, run, { inFlow }) {
    if (call.tool === "skopeo" || !["build", "from", "run"].includes(call.subcommand)) return;
    // `podman run` isolates in its own ways.
    if (call.tool === "podman" && call.subcommand !== "build") return;
    const isolation = readIsolation(call, run);
    const text = isolation?.value.literal;
    if (!isolation || !text || /^(oci|rootless|chroot|default)$/i.test(text)) return;
    const answer =
      call.subcommand === "run"
        ? `unrecognized $BUILDAH_ISOLATION value "${text}"`
        : `unrecognized isolation type "${text}"`;
    inFlow((_flow, { report }) =>
      report({
        at: isolation.value.location ?? call.location,
        message: `${run.job.name} has ${isolation.by} ${text}: ${call.tool} ${call.subcommand} knows chroot, oci and rootless, and ends with exit code 125 (“${answer}”).`,
        fixes: () =>
          rewrite(isolation.value, nearest(text.toLowerCase(), ["chroot", "rootless"]) ?? "chroot", "unsafe"),
      }),
    );
  },
};

export default rule;
