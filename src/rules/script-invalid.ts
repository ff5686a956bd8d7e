import type { Rule } from "./rule";

const rule: Rule = {
  id: "script-invalid",
  summary: "A script has an item that is no text.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipeline({ pipeline }, { report }) {
    for (const { kind, subject, name, location } of pipeline.faults()) {
      if (kind !== "script-invalid") continue;
      const owner = name === subject ? "all jobs" : name;
      report({
        at: location,
        message: `The ${subject} of ${owner} has an item that is no text, as a command with a colon and a blank is without quotes around it: GitLab refuses the whole pipeline (“${subject} config should be a string or a nested array of strings up to 10 levels deep”).`,
      });
    }
  },
};

export default rule;
