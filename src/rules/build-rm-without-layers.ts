import { findFlag } from "../buildah/call";
import { removeFlag } from "./removeFlag";
import { fixWith } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "build-rm-without-layers",
  summary: "A build has --rm or --force-rm without --layers or --no-cache.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  call(call, { job }, { inFlow }) {
    // Podman builds with layers unless it is told otherwise.
    if (call.tool !== "buildah" || call.subcommand !== "build" || call.hasUnknownWords) return;
    const flags = call.flags.filter(({ name }) => name === "--rm" || name === "--force-rm");
    const [flag] = flags;
    if (!flag || findFlag(call, "--layers") || findFlag(call, "--no-cache")) return;
    inFlow((flow, { report }) =>
      report({
        at: flag.location,
        message: `${job.name} builds with ${flag.name} but neither --layers nor --no-cache: Buildah ends with exit code 125 (“'rm' and 'force-rm' can only be set with either 'layers' or 'no-cache'”). Without the flag it removes its containers as well.`,
        fixes: () => {
          // Whoever keeps the containers wants something else than a build without the flag.
          if (flags.some(({ value }) => value !== undefined && value.literal !== "true")) return [];
          const edits = flags.map((one) => removeFlag(one, flow));
          return fixWith(`Remove ${flags.map(({ name }) => name).join(" and ")}`, "safe", ...edits);
        },
      }),
    );
  },
};

export default rule;
