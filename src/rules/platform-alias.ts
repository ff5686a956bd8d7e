import { readPlatform } from "../buildah/platform";
import { placeOfChange, rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "platform-alias",
  summary: "A platform is spelled with another name of its architecture.",
  severity: "info",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job({ job, events }, { report }) {
    for (const event of events) {
      if (event.kind !== "build") continue;
      for (const { value, location } of event.platforms ?? []) {
        const reading = value.literal === undefined ? undefined : readPlatform(value.literal);
        if (reading?.kind !== "platform" || !reading.isAlias) continue;
        report({
          // Of `linux/$ARCH` the variable's value is what must change.
          at: placeOfChange(value, reading.canonical) ?? location,
          message: `${job.name} builds for ${value.display}, which Buildah records as ${reading.canonical}: scripts and tags that compare the two names will not match.`,
          fixes: () => rewrite(value, reading.canonical, "safe"),
        });
      }
    }
  },
};

export default rule;
