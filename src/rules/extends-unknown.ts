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
    for (const flaw of pipeline.flaws()) {
      if (flaw.kind !== "extends unknown" && flaw.kind !== "extends no mapping") continue;
      const { job, parent } = flaw;
      const found = findMeant(parent.text);
      const meant = found === job || found === parent.text ? undefined : found;
      const what =
        flaw.kind === "extends unknown"
          ? `which no file of this pipeline defines: GitLab refuses the whole pipeline (“${job}: unknown keys in \`extends\` (${parent.text})”)`
          : `which is no mapping: GitLab refuses the whole pipeline (“${job}: invalid base hashes in \`extends\` (${parent.text})”)`;
      report({
        at: flaw.location,
        message: `${job} extends ${parent.text}, ${what}.${meant ? ` Is ${meant} meant?` : ""}`,
        fixes: () =>
          meant && !parent.origin.units
            ? [{ title: `Change to ${meant}`, edits: [replace(parent.origin, meant)], safety: "unsafe" }]
            : [],
      });
    }
  },
};

export default rule;
