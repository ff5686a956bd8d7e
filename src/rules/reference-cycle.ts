import type { Rule } from "./rule";

const rule: Rule = {
  id: "reference-cycle",
  summary: "References lead to each other in a circle.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipeline({ pipeline }, { report }) {
    for (const flaw of pipeline.flaws()) {
      if (flaw.kind !== "reference circle") continue;
      const path = flaw.reference.path.map(({ text }) => JSON.stringify(text)).join(", ");
      report({
        at: flaw.location,
        message: `What this reference leads to comes back to it: GitLab refuses the whole pipeline (“!reference [${path}] is part of a circular chain”).`,
      });
    }
  },
};

export default rule;
