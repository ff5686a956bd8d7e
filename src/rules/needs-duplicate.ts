import { neededNames } from "../gitlab/neededNames";
import type { YamlNode } from "../yaml/node";
import { type NeedItem, needItems, removeNeed } from "./needItems";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "needs-duplicate",
  summary: "A job needs the same job twice.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  pipelineJob(job, { pipeline }, { report }) {
    if (job.needs.state !== "known" || job.needs.value.length < 2) return;
    const earlier = new Map<string, NeedItem>();
    for (const entry of needItems(job)) {
      const names = neededNames(entry.need, job.instances[0]!, pipeline);
      const name = names.find((one) => earlier.has(one));
      const first = name === undefined ? undefined : earlier.get(name);
      for (const one of names) if (!earlier.has(one)) earlier.set(one, entry);
      if (!first) continue;
      report({
        at: entry.need.location,
        message: `${job.name} needs ${name} twice: GitLab refuses the whole pipeline (“${job.name} has the following needs duplicated: ${name}.”).`,
        related: [{ location: first.need.location, message: `${name} is needed here already.` }],
        fixes: () => {
          const edit = removeNeed(job, entry, pipeline);
          const isSame = isPlain(entry.item) && isPlain(first.item) && entry.need.job === first.need.job;
          return edit ? [{ title: "Remove the second one", edits: [edit], safety: isSame ? "safe" : "unsafe" }] : [];
        },
      });
    }
  },
};

/** True for a name without options, which could be lost. */
function isPlain({ kind }: YamlNode): boolean {
  return kind === "scalar";
}

export default rule;
