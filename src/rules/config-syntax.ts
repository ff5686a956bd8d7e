import { replace } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "config-syntax",
  summary: "A setting in .buildah-pipelines.yml that does not exist or cannot have this value.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  configuration({ problems }, { report }) {
    for (const { message, location, suggestion } of problems) {
      report({
        at: location,
        message: `${message} It is passed over.`,
        fixes: () =>
          suggestion === undefined
            ? []
            : [{ title: `Change to ${suggestion}`, edits: [replace(location, suggestion)], safety: "unsafe" }],
      });
    }
  },
};

export default rule;
