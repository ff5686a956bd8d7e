import type { Rule } from "./rule";

const rule: Rule = {
  id: "yaml-syntax",
  summary: "A file of the pipeline is not valid YAML.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipeline({ pipeline }, { report }) {
    for (const { problems } of pipeline.files.values()) {
      for (const { message, location } of problems) {
        const reason = message.trim().replace(/[.:]$/, "");
        report({
          at: location,
          message: `This is not valid YAML, and GitLab refuses the whole pipeline: ${reason}. What can be read of the file is still checked.`,
        });
      }
    }
  },
};

export default rule;
