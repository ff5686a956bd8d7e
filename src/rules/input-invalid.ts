import type { Rule } from "./rule";

const rule: Rule = {
  id: "input-invalid",
  summary: "A file is included with inputs that it does not take, or without those that it needs.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipeline({ pipeline }, { report }) {
    for (const { kind, subject, location, other } of pipeline.faults()) {
      if (kind !== "input-invalid") continue;
      report({
        at: location,
        message: `GitLab refuses the whole pipeline for its inputs (“${subject}”).`,
        related: other ? [{ location: other, message: "What the file takes is declared here." }] : [],
      });
    }
  },
};

export default rule;
