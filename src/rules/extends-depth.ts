import { maxHeight } from "../gitlab/resolve";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "extends-depth",
  summary: "More extends follow each other than GitLab allows.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipeline({ pipeline }, { report }) {
    for (const flaw of pipeline.flaws()) {
      if (flaw.kind !== "extends too deep") continue;
      const { job, parent, location } = flaw;
      report({
        at: location,
        message: `Behind ${parent.text}, which ${job} extends, so many extends follow each other that they are more than ${maxHeight}: GitLab refuses the whole pipeline (“nesting too deep in \`extends\`”).`,
      });
    }
  },
};

export default rule;
