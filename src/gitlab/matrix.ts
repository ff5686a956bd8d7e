import { type Entry, isNothing, type ScalarNode, type SeqNode, type YamlNode } from "../yaml/node";
import { scalarText } from "../yaml/scalarType";
import { isTemplate } from "./interpolation";
import type { Instance } from "./pipeline";
import { flattenItems } from "./settings";

/** GitLab makes at most so many jobs of one (lib/gitlab/ci/config/entry/product/parallel.rb). */
export const maxInstances = 200;

/**
 * The instances of a job, in GitLab's order and with GitLab's names; undefined when they cannot be known.
 * @param write the text of a value within a name
 */
export function readInstances(
  job: string,
  parallel: YamlNode | undefined,
  write: (value: ScalarNode) => string | undefined = writeKnown,
): readonly Instance[] | undefined {
  if (isNothing(parallel)) return [{ name: job, matrix: new Map() }];
  if (parallel!.kind === "scalar") return readCount(job, parallel!);
  const all = readCombinations(job, parallel!, write);
  // Of equal names the last one counts, in the place of the first.
  return all && all.length > 0 ? [...new Map(all.map((instance) => [instance.name, instance])).values()] : undefined;
}

/** The combinations of `parallel:matrix` as instances, also those of equal names; undefined when they cannot be known. */
export function readCombinations(
  job: string,
  parallel: YamlNode,
  write: (value: ScalarNode) => string | undefined = writeKnown,
): readonly Instance[] | undefined {
  const matrix = matrixOf(parallel);
  if (!matrix) return undefined;
  const combinations: ReadonlyMap<string, ScalarNode>[] = [];
  for (const entry of flattenItems(matrix)) {
    const own = entry.kind === "map" && entry.open === undefined ? combine([...entry.entries]) : undefined;
    if (!own || combinations.length + own.length > maxInstances) return undefined;
    combinations.push(...own);
  }
  const total = combinations.length;
  const instances: Instance[] = [];
  for (const [index, combination] of combinations.entries()) {
    const values = [...combination.values()].map(write);
    if (!values.every((value) => value !== undefined)) return undefined;
    instances.push({
      name: `${job}: [${values.join(", ")}]`,
      matrix: combination,
      node: { index: index + 1, total },
    });
  }
  return instances;
}

/** How many jobs GitLab makes of one with `parallel`, of whatever number it allows; undefined when that is not known. */
export function countInstances(parallel: YamlNode): number | undefined {
  if (parallel.kind === "scalar") return /^\d+$/.test(parallel.text) ? Number(parallel.text) : undefined;
  const matrix = matrixOf(parallel);
  if (!matrix) return undefined;
  let count = 0;
  for (const entry of flattenItems(matrix)) {
    if (entry.kind !== "map" || entry.open !== undefined) return undefined;
    const sizes = [...entry.entries.values()].map(({ value }) => (value.kind === "seq" ? value.items.length : 1));
    if ([...entry.entries.values()].some(({ value }) => value.kind === "unknown")) return undefined;
    count += sizes.reduce((product, size) => product * size, 1);
  }
  return count;
}

function matrixOf(parallel: YamlNode): SeqNode | undefined {
  const matrix = parallel.kind === "map" ? parallel.entries.get("matrix")?.value : undefined;
  return matrix?.kind === "seq" ? matrix : undefined;
}

function readCount(job: string, parallel: ScalarNode): readonly Instance[] | undefined {
  const total = parallel.type === "number" && /^\d+$/.test(parallel.text) ? Number(parallel.text) : 0;
  if (total < 1 || total > maxInstances) return undefined;
  return Array.from({ length: total }, (_, at) => {
    const index = at + 1;
    return { name: `${job} ${index}/${total}`, matrix: new Map(), node: { index, total } };
  });
}

/** All combinations of the values, those of the last variable changing fastest. */
function combine(variables: readonly (readonly [string, Entry])[]): ReadonlyMap<string, ScalarNode>[] | undefined {
  let combinations: ReadonlyMap<string, ScalarNode>[] = [new Map()];
  for (const [name, { value }] of variables) {
    const values = value.kind === "seq" ? value.items : [value];
    if (!values.every((item) => item.kind === "scalar" && item.type !== "null")) return undefined;
    if (combinations.length * values.length > maxInstances) return undefined;
    combinations = combinations.flatMap((before) =>
      (values as readonly ScalarNode[]).map((item) => new Map([...before, [name, item]])),
    );
  }
  return combinations;
}

function writeKnown(value: ScalarNode): string | undefined {
  return isTemplate(value.text) ? undefined : scalarText(value);
}
