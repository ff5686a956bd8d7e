import type { Job, Need } from "../gitlab/pipeline";
import { flattenItems } from "../gitlab/settings";
import { joinNames } from "../images/describe";
import { type Fix, replace } from "../text/finding";
import { nearest } from "../text/nearest";
import type { ScalarNode } from "../yaml/node";
import { scalarText } from "../yaml/scalarType";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "needs-matrix-mismatch",
  summary: "A job needs an instance of a matrix that there is not.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(job, { pipeline }, { report }) {
    for (const need of job.needs.state === "known" ? job.needs.value : []) {
      if (!need.parallel) continue;
      for (const instance of job.instances) {
        const found = pipeline.findNeeded(need, instance);
        // Without a matrix GitLab takes no notice of the choice.
        if (!found?.unmatched[0] || found.job.body.entries.get("parallel") === undefined) continue;
        const [name] = found.unmatched;
        const culprit = findCulprit(need, found.job);
        report({
          at: culprit?.node.origin ?? need.location,
          message: `${instance.name} needs ${name}, but ${found.job.name} has only the instances ${joinNames(found.job.instances.map((one) => one.name))}: GitLab refuses the whole pipeline (“undefined need: ${name}”). Values must stand in the same order as there.`,
          related: [{ location: found.job.location, message: `${found.job.name} is defined here.` }],
          fixes: () => (culprit ? correct(culprit) : []),
        });
        break;
      }
    }
  },
};

/** What is written that the other job does not have, and what it has in its place. */
interface Culprit {
  readonly node: ScalarNode;
  readonly others: readonly string[];
}

/** The first variable or value that the needed job does not have; the first variable where only the order or the number of values is another. */
function findCulprit({ parallel }: Need, job: Job): Culprit | undefined {
  const matrix = parallel?.kind === "map" ? parallel.entries.get("matrix")?.value : undefined;
  const entries = matrix ? flattenItems(matrix).flatMap((item) => (item.kind === "map" ? [item] : [])) : [];
  const own = new Map<string, Set<string>>();
  for (const { matrix: variables } of job.instances) {
    for (const [name, value] of variables) own.set(name, (own.get(name) ?? new Set()).add(scalarText(value) ?? ""));
  }
  for (const { key, value } of entries.flatMap((entry) => [...entry.entries.values()])) {
    const values = own.get(key.text);
    if (!values) return { node: key, others: [...own.keys()] };
    const wrong = flattenItems(value).find(
      (item) => item.kind === "scalar" && !item.text.includes("$[[") && !values.has(scalarText(item) ?? ""),
    );
    if (wrong?.kind === "scalar") return { node: wrong, others: [...values] };
  }
  const first = entries[0]?.entries.values().next().value;
  return first && { node: first.key, others: [] };
}

function correct({ node, others }: Culprit): readonly Fix[] {
  const meant = others.length === 1 ? others[0] : nearest(node.text, others);
  if (meant === undefined || node.origin.units) return [];
  return [{ title: `Change to ${meant}`, edits: [replace(node.origin, meant)], safety: "unsafe" }];
}

export default rule;
