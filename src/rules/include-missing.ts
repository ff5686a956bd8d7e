import type { Rule } from "./rule";

const rule: Rule = {
  id: "include-missing",
  summary: "A pipeline includes a file of its project that is not there.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipeline({ pipeline }, { report }) {
    // Where no other file of the project is found, the project may not be at hand.
    if (pipeline.files.size < 2) return;
    for (const { kind, subject, location } of pipeline.faults()) {
      if (kind !== "include-missing") continue;
      report({
        at: location,
        message: `There is no file ${subject} in this project: GitLab refuses the whole pipeline (“Local file \`${subject}\` does not exist!”). Paths begin at the project's folder.`,
      });
    }
  },
};

export default rule;
