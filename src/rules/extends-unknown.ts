import { replace } from "../text/finding";
import type { Rule } from "./rule";
import { makeSlipFinder } from "./slips";

const rule: Rule = {
  id: "extends-unknown",
  summary: "A job extends what no file defines.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  pipeline({ pipeline }, { report }) {
    const findMeant = makeSlipFinder(() => [...pipeline.hidden, ...pipeline.jobs.keys()]);
    for (const { kind, name, subject, location, node } of pipeline.faults()) {
      if (kind !== "extends-unknown" && kind !== "extends-invalid") continue;
      const found = findMeant(subject);
      const meant = found === name || found === subject ? undefined : found;
      const what =
        kind === "extends-unknown"
          ? `which no file of this pipeline defines: GitLab refuses the whole pipeline (“${name}: unknown keys in \`extends\` (${subject})”)`
          : `which is no mapping: GitLab refuses the whole pipeline (“${name}: invalid base hashes in \`extends\` (${subject})”)`;
      report({
        at: location,
        message: `${name} extends ${subject}, ${what}.${meant ? ` Is ${meant} meant?` : ""}`,
        fixes: () =>
          meant && node?.kind === "scalar" && !node.origin.units
            ? [{ title: `Change to ${meant}`, edits: [replace(node.origin, meant)], safety: "unsafe" }]
            : [],
      });
    }
  },
};

export default rule;
