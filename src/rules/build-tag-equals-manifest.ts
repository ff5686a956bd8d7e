import { findFlags } from "../buildah/call";
import { formatReference, readReference } from "../buildah/reference";
import { removeFlag } from "./removeFlag";
import { fixWith } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "build-tag-equals-manifest",
  summary: "A build gives its image and its manifest list the same name.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job({ job, events }, { inFlow }) {
    for (const event of events) {
      const list = event.kind === "build" ? event.list : undefined;
      if (event.kind !== "build" || list?.key === undefined) continue;
      const tags = findFlags(event.call, "--tag");
      tags.forEach((flag, index) => {
        const { value, valueLocation } = flag;
        const name = value && valueLocation ? readReference(value, valueLocation) : undefined;
        if (!name || name.key !== list.key || name.transport !== undefined) return;
        const answer =
          index === 0
            ? "after the build the job ends with exit code 125 (“image is not a manifest list”)"
            : "the job ends with exit code 125 (“the same name must not be specified for both '--tag' and '--manifest'”)";
        inFlow((flow, { report }) =>
          report({
            at: name.location,
            message: `${job.name} names both the image and the manifest list ${formatReference(name)}: a name stands for one of them, and ${answer}.`,
            related: [{ location: list.location, message: "This is the list." }],
            // Another instance may have another name there.
            fixes: () =>
              fixWith(
                "Remove the name of the image",
                job.instances.length > 1 ? "unsafe" : "safe",
                removeFlag(flag, flow),
              ),
          }),
        );
      });
    }
  },
};

export default rule;
