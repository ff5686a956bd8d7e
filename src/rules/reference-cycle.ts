import type { Rule } from "./rule";

const rule: Rule = {
  id: "reference-cycle",
  summary: "References lead to each other in a circle.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipeline({ pipeline }, { report }) {
    for (const { kind, subject, location } of pipeline.faults()) {
      if (kind !== "reference-cycle") continue;
      report({
        at: location,
        message: `What this reference leads to comes back to it: GitLab refuses the whole pipeline (“!reference ${subject} is part of a circular chain”).`,
      });
    }
  },
};

export default rule;
