import { formatReference } from "../buildah/reference";
import { losesList } from "../images/lostLists";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-empty",
  summary: "A manifest list is pushed with nothing in it.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  job(run, { report }) {
    for (const { event, content, problems } of run.publications) {
      if (event.kind !== "listPush" || event.call.tool !== "buildah" || content.kind !== "list" || !run.isComplete)
        continue;
      if (content.items.length > 0 || content.problems.length > 0) continue;
      // Whether the push may not run does not matter. Where the job ends before, another rule says why.
      if (problems.some(({ kind }) => kind !== "conditional") || losesList(run)) continue;
      const [list, destination] = [event.list, event.destination].map(formatReference);
      report({
        at: event.list.location,
        message: `${run.job.name} pushes the manifest list ${list} to which nothing was added: the job is green, and ${destination} is an empty list then, so whoever pulls it gets “no matching manifest”.`,
      });
    }
  },
};

export default rule;
