import type { Location } from "../text/span";
import { type Entry, isNothing, type MapNode, type ScalarNode, type YamlNode } from "../yaml/node";
import { scalarText } from "../yaml/scalarType";
import type { Fault } from "./fault";
import { isTemplate } from "./interpolation";
import type { Instance } from "./pipeline";
import { flattenItems } from "./settings";

/** GitLab makes at most so many jobs of one (lib/gitlab/ci/config/entry/product/parallel.rb). */
const maxInstances = 200;

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
  const matrix = parallel!.kind === "map" ? parallel!.entries.get("matrix")?.value : undefined;
  if (matrix?.kind !== "seq") return undefined;
  const combinations: ReadonlyMap<string, ScalarNode>[] = [];
  for (const entry of flattenItems(matrix)) {
    const own = entry.kind === "map" && entry.open === undefined ? combine([...entry.entries]) : undefined;
    if (!own || combinations.length + own.length > maxInstances) return undefined;
    combinations.push(...own);
  }
  const total = combinations.length;
  // Of equal names the last one counts, in the place of the first.
  const instances = new Map<string, Instance>();
  for (const [index, combination] of combinations.entries()) {
    const name = nameOf(job, combination, write);
    if (name === undefined) return undefined;
    instances.set(name, { name, matrix: combination, node: { index: index + 1, total } });
  }
  return total > 0 ? [...instances.values()] : undefined;
}

/** What GitLab does not make of `parallel`: more jobs than it allows, or two of one name. */
export function findParallelFaults(job: string, parallel: YamlNode | undefined): readonly Fault[] {
  const fault = (kind: Fault["kind"], subject: string, location: Location, other?: Location): Fault => ({
    kind,
    subject,
    name: job,
    location,
    other,
  });
  if (parallel?.kind === "scalar") {
    const isTooMany = /^\d{1,9}$/.test(parallel.text) && Number(parallel.text) > maxInstances;
    return isTooMany ? [fault("parallel-too-many", parallel.text, parallel.location)] : [];
  }
  const matrix = parallel?.kind === "map" ? parallel.entries.get("matrix")?.value : undefined;
  if (matrix?.kind !== "seq") return [];
  const entries = flattenItems(matrix).flatMap((entry) => (entry.kind === "map" ? [entry] : []));
  const count = entries.map(countOf).reduce((sum, each) => sum + each, 0);
  if (count > maxInstances) return [fault("parallel-too-many", String(count), matrix.location)];
  const seen = new Map<string, Location>();
  return entries.flatMap((entry) => {
    const names = (entry.open === undefined && combine([...entry.entries])?.map((each) => nameOf(job, each))) || [];
    return names.flatMap((name) => {
      const earlier = name === undefined ? undefined : seen.get(name);
      if (name !== undefined) seen.set(name, entry.location);
      return earlier ? [fault("matrix-collision", name!, entry.location, earlier)] : [];
    });
  });
}

/** How many combinations an entry has at least. */
function countOf({ entries }: MapNode): number {
  const sizes = [...entries.values()].map(({ value }) =>
    value.kind === "seq" && value.items.every(({ kind }) => kind === "scalar") ? value.items.length : 1,
  );
  return sizes.reduce((product, size) => product * size, 1);
}

function nameOf(
  job: string,
  combination: ReadonlyMap<string, ScalarNode>,
  write: (value: ScalarNode) => string | undefined = writeKnown,
): string | undefined {
  const values = [...combination.values()].map(write);
  return values.every((value) => value !== undefined) ? `${job}: [${values.join(", ")}]` : undefined;
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
