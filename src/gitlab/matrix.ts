import type { Value } from "../text/value";
import { isNothing, type YamlNode } from "../yaml/node";
import type { Instance } from "./pipeline";
import { expand } from "./variables";

/** GitLab makes at most so many jobs of one matrix. */
const maxInstances = 200;

/** The instances of a job, in GitLab's order and with GitLab's names; undefined when they cannot be known. */
export function readInstances(job: string, parallel: YamlNode | undefined): readonly Instance[] | undefined {
  const single = [{ name: job, matrix: new Map() }];
  // `parallel: 4` runs the same script four times: for images that is one run.
  if (isNothing(parallel) || parallel!.kind === "scalar") return single;
  if (parallel!.kind !== "map") return undefined;
  const matrix = parallel!.entries.get("matrix")?.value;
  if (matrix?.kind !== "seq") return undefined;
  const instances: Instance[] = [];
  for (const entry of matrix.items.flatMap((item) => (item.kind === "seq" ? item.items : [item]))) {
    if (entry.kind !== "map" || entry.open !== undefined) return undefined;
    let combinations: ReadonlyMap<string, Value>[] = [new Map()];
    for (const [name, { value }] of entry.entries) {
      const values = (value.kind === "seq" ? value.items : [value]).map((item) =>
        item.kind === "scalar" ? expand(item.text, item.origin, () => undefined) : undefined,
      );
      if (!values.every((item) => item !== undefined)) return undefined;
      combinations = combinations.flatMap((before) => values.map((item) => new Map([...before, [name, item]])));
      if (combinations.length > maxInstances) return undefined;
    }
    for (const combination of combinations) {
      const name = `${job}: [${[...combination.values()].map((value) => value.display).join(", ")}]`;
      instances.push({ name, matrix: combination });
    }
  }
  return instances.length > 0 && instances.length <= maxInstances ? instances : undefined;
}
