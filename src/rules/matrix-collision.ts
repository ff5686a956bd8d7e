import { readCombinations } from "../gitlab/matrix";
import type { Job, Pipeline } from "../gitlab/pipeline";
import { flattenItems } from "../gitlab/settings";
import type { Fix } from "../text/finding";
import { getValue, type ScalarNode, type SeqNode, type YamlNode } from "../yaml/node";
import { removeItem } from "../yaml/removeItem";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "matrix-collision",
  summary: "Two combinations of a matrix make jobs of one name, of which one is lost.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  pipeline({ pipeline }, { report }) {
    for (const job of pipeline.jobs.values()) {
      const parallel = getValue(job.body, "parallel");
      if (parallel?.kind !== "map" || !job.hasAllInstances) continue;
      const all = readCombinations(job.name, parallel) ?? [];
      if (all.length === job.instances.length) continue;
      const earlier = new Map<string, ReadonlyMap<string, ScalarNode>>();
      for (const { name, matrix } of all) {
        const first = earlier.get(name);
        if (!first) earlier.set(name, matrix);
        const place = first && placeOf(matrix, first);
        if (!place) continue;
        report({
          at: place.location,
          message: `Two combinations of the matrix of ${job.name} make a job of the name ${name}: GitLab keeps one of them only, and the pipeline lacks a job.`,
          fixes: () => (isSame(matrix, first) ? remove(place, parallel, pipeline) : []),
        });
      }
    }
  },
};

/** The first value that is written for the later combination alone. */
function placeOf(
  matrix: ReadonlyMap<string, ScalarNode>,
  first: ReadonlyMap<string, ScalarNode>,
): ScalarNode | undefined {
  const others = new Set(first.values());
  return [...matrix.values()].find((value) => !others.has(value));
}

/** True when both run the same, so that one of them is not missed. */
function isSame(a: Job["instances"][number]["matrix"], b: Job["instances"][number]["matrix"]): boolean {
  return a.size === b.size && [...a].every(([name, { text }]) => b.get(name)?.text === text);
}

/** Takes the value out of its list, or the combination that it is a part of where that has one value for each variable. */
function remove(value: ScalarNode, parallel: YamlNode, { files }: Pipeline): readonly Fix[] {
  const file = files.get(value.location.file);
  const matrix = parallel.kind === "map" ? parallel.entries.get("matrix")?.value : undefined;
  if (!file || matrix?.kind !== "seq") return [];
  for (const entry of flattenItems(matrix)) {
    const values = entry.kind === "map" ? [...entry.entries.values()].map((one) => one.value) : [];
    const list = values.find((one): one is SeqNode => one.kind === "seq" && one.items.includes(value));
    const isWhole = values.includes(value) && values.every(({ kind }) => kind === "scalar");
    const edit = list ? removeItem(file, list, value) : isWhole ? removeItem(file, matrix, entry) : undefined;
    if (edit) return [{ title: "Remove the second one", edits: [edit], safety: "safe" }];
  }
  return [];
}

export default rule;
