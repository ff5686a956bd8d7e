import { readPlatform } from "../buildah/platform";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "platform-alias",
  summary: "A platform is spelled with another name of its architecture.",
  severity: "info",
  confidence: "certain",
  fixes: ["safe"],
  job({ job, events }, { report }) {
    for (const event of events) {
      if (event.kind !== "build") continue;
      for (const { value, location } of event.platforms ?? []) {
        const reading = value.literal === undefined ? undefined : readPlatform(value.literal);
        if (reading?.kind !== "platform" || !reading.isAlias) continue;
        report({
          at: location,
          message: `${job.name} builds for ${value.display}, which Buildah records as ${reading.canonical}: scripts and tags that compare the two names will not match.`,
          fixes: () => rewrite(value, reading.canonical, "safe"),
        });
      }
    }
  },
};

export default rule;
