import type { Rule } from "./rule";

const rule: Rule = {
  id: "extends-cycle",
  summary: "Jobs extend each other in a circle.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipeline({ pipeline }, { report }) {
    for (const { kind, name, subject, location } of pipeline.faults()) {
      if (kind !== "extends-cycle") continue;
      const [, parent] = subject.split(", ");
      const what = parent === name ? "itself" : `${parent}, which extends ${name} in turn`;
      report({
        at: location,
        message: `${name} extends ${what}: GitLab refuses the whole pipeline (“${name}: circular dependency detected in \`extends\`”).`,
      });
    }
  },
};

export default rule;
