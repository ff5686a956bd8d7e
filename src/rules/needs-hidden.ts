import { joinNames } from "../images/describe";
import { perFlow } from "../images/perFlow";
import { replace } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "needs-hidden",
  summary: "A job needs a hidden job.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(job, flow, { report }) {
    const { pipeline } = flow;
    for (const need of job.needs.state === "known" ? job.needs.value : []) {
      const hidden = need.job;
      if (!hidden?.startsWith(".") || need.isOptional) continue;
      const heirs = (usersOf(flow).get(hidden) ?? []).filter((name) => name !== job.name);
      const plain = hidden.slice(1);
      const [meant, ...others] = pipeline.jobs.has(plain) && plain !== job.name ? [plain] : heirs;
      const what = meant && others.length === 0 ? ` Is ${meant} meant?` : "";
      const made = heirs.length > 0 ? `, only a template of ${joinNames(heirs)}` : "";
      report({
        at: need.location,
        message: `${job.name} needs ${hidden}, which is hidden and never runs${made}: GitLab refuses the whole pipeline (“undefined need: ${hidden}”).${what}`,
        fixes: () =>
          meant && others.length === 0 && need.isEditable
            ? [{ title: `Change to ${meant}`, edits: [replace(need.location, meant)], safety: "unsafe" }]
            : [],
      });
    }
  },
};

/** The jobs that are made of each hidden one. */
const usersOf = perFlow(({ pipeline: { jobs, uses } }): ReadonlyMap<string, readonly string[]> => {
  const users = new Map<string, string[]>();
  for (const name of jobs.keys()) {
    for (const used of uses(name)) {
      const others = users.get(used);
      if (others) others.push(name);
      else users.set(used, [name]);
    }
  }
  return users;
});

export default rule;
