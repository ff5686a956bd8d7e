import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "platform-unknown-arch",
  summary: "A platform names an architecture that Buildah does not know.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job({ job, events }, { inFlow }) {
    for (const event of events) {
      for (const { reading, value, location } of event.kind === "build" ? (event.platforms ?? []) : []) {
        if (reading?.kind !== "unknownArchitecture") continue;
        const { architecture, suggestion, isCertain } = reading;
        const hint = suggestion ? ` Is ${suggestion} meant?` : "";
        // Of `linux/$ARCH` the variable's value is what must change.
        const start = value.flat.indexOf("/") + 1;
        const word = value.slice(start, start + architecture.length);
        inFlow((_flow, { report }) =>
          report({
            at: value.editable ?? word.location ?? location,
            message: `${job.name} builds for ${value.display}, and Buildah knows no architecture ${architecture}: it takes the name as it is, then finds no base image for it or labels the image with a platform that nothing runs.${hint}`,
            fixes: () => (suggestion ? rewrite(value, suggestion, isCertain ? "safe" : "unsafe") : []),
          }),
        );
      }
    }
  },
};

export default rule;
