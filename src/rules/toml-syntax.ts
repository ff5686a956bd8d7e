import type { Rule } from "./rule";

const rule: Rule = {
  id: "toml-syntax",
  summary: "A runner's configuration is not valid TOML.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  runner({ problems }, { report }) {
    for (const { message, location } of problems) report({ at: location, message });
  },
};

export default rule;
