import type { Rule } from "./rule";

const rule: Rule = {
  id: "extends-cycle",
  summary: "Jobs extend each other in a circle.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipeline({ pipeline }, { report }) {
    for (const flaw of pipeline.flaws()) {
      if (flaw.kind !== "extends circle") continue;
      const { job, parent, location } = flaw;
      const what = parent.text === job ? "itself" : `${parent.text}, which extends ${job} in turn`;
      report({
        at: location,
        message: `${job} extends ${what}: GitLab refuses the whole pipeline (“${job}: circular dependency detected in \`extends\`”).`,
      });
    }
  },
};

export default rule;
