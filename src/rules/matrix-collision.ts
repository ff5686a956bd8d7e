import { combinationsOf, nameOf } from "../gitlab/matrix";
import type { Job, Pipeline } from "../gitlab/pipeline";
import { flattenItems } from "../gitlab/settings";
import type { Fix } from "../text/finding";
import { removeItem } from "../yaml/edit";
import { getValue, type ScalarNode, type SeqNode } from "../yaml/node";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "matrix-collision",
  summary: "Two combinations of a matrix make jobs of one name, of which one is lost.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  pipeline({ pipeline }, { report }) {
    for (const { kind, name, subject, location, node } of pipeline.faults()) {
      if (kind !== "matrix-collision") continue;
      report({
        at: location,
        message: `Two combinations of the matrix of ${name} make a job of the name ${subject}: GitLab keeps one of them only, and the pipeline lacks a job.`,
        fixes: () => (node?.kind === "scalar" ? removeSecond(node, subject, pipeline.jobs.get(name!), pipeline) : []),
      });
    }
  },
};

function removeSecond(place: ScalarNode, name: string, job: Job | undefined, pipeline: Pipeline): readonly Fix[] {
  const parallel = job && getValue(job.body, "parallel");
  const matrix = parallel?.kind === "map" ? getValue(parallel, "matrix") : undefined;
  if (matrix?.kind !== "seq") return [];
  const all = flattenItems(matrix).flatMap((entry) => combinationsOf(entry) ?? []);
  const [first, ...others] = all.filter((combination) => nameOf(job!.name, combination) === name);
  const second = others.find((combination) => [...combination.values()].includes(place));
  return first && second && isSame(second, first) ? remove(place, matrix, pipeline) : [];
}

/** True when both run the same, so that one of them is not missed. */
function isSame(a: Job["instances"][number]["matrix"], b: Job["instances"][number]["matrix"]): boolean {
  return a.size === b.size && [...a].every(([name, { text }]) => b.get(name)?.text === text);
}

/** Takes the value out of its list, or the combination that it is a part of where that has one value for each variable. */
function remove(value: ScalarNode, matrix: SeqNode, { files }: Pipeline): readonly Fix[] {
  const file = files.get(value.location.file);
  if (!file) return [];
  for (const entry of flattenItems(matrix)) {
    const values = entry.kind === "map" ? [...entry.entries.values()].map((one) => one.value) : [];
    const list = values.find(
      (one): one is SeqNode => one.kind === "seq" && one.items.length > 1 && one.items.includes(value),
    );
    const isWhole = values.includes(value) && values.every(({ kind }) => kind === "scalar");
    const edit = list ? removeItem(file, list, value) : isWhole ? removeItem(file, matrix, entry) : undefined;
    if (edit) return [{ title: "Remove the second one", edits: [edit], safety: "safe" }];
  }
  return [];
}

export default rule;
