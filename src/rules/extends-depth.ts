import { maxHeight } from "../gitlab/resolve";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "extends-depth",
  summary: "More extends follow each other than GitLab allows.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipeline({ pipeline }, { report }) {
    for (const { kind, name, location } of pipeline.faults()) {
      if (kind !== "extends-too-deep") continue;
      report({
        at: location,
        message: `Behind ${name} more than ${maxHeight} extends follow each other, this one first: GitLab refuses the whole pipeline (“${name}: nesting too deep in \`extends\`”).`,
      });
    }
  },
};

export default rule;
