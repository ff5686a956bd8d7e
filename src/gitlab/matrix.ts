import type { Location } from "../text/span";
import { type Entry, isNothing, type MapNode, type ScalarNode, type YamlNode } from "../yaml/node";
import { scalarText } from "../yaml/scalarType";
import type { Fault } from "./fault";
import { isTemplate } from "./interpolation";
import type { Instance } from "./pipeline";
import { flattenItems } from "./settings";

/** GitLab makes at most so many jobs of one (lib/gitlab/ci/config/entry/product/parallel.rb). */
export const maxInstances = 200;

/** The values of a matrix that make one instance, by variable. */
type Combination = ReadonlyMap<string, ScalarNode>;

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
  const combinations: Combination[] = [];
  for (const entry of flattenItems(matrix)) {
    const own = combinationsOf(entry);
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
  const tooMany = (subject: string, location: Location, node?: ScalarNode): Fault => ({
    kind: "parallel-too-many",
    subject,
    name: job,
    location,
    node,
  });
  if (parallel?.kind === "scalar") {
    const isTooMany = /^\d{1,9}$/.test(parallel.text) && Number(parallel.text) > maxInstances;
    return isTooMany ? [tooMany(parallel.text, parallel.location, parallel)] : [];
  }
  const { key, value: matrix } = (parallel?.kind === "map" ? parallel.entries.get("matrix") : undefined) ?? {};
  if (matrix?.kind !== "seq") return [];
  const entries = flattenItems(matrix).flatMap((entry) => (entry.kind === "map" ? [entry] : []));
  const count = entries.map(countOf).reduce((sum, each) => sum + each, 0);
  if (count > maxInstances) return [tooMany(String(count), key!.location)];
  const seen = new Map<string, { readonly entry: MapNode; readonly combination: Combination }>();
  return entries.flatMap((entry) =>
    (combinationsOf(entry) ?? []).flatMap((combination) => {
      const subject = nameOf(job, combination);
      const earlier = subject === undefined ? undefined : seen.get(subject);
      if (subject === undefined) return [];
      if (!earlier) seen.set(subject, { entry, combination });
      return earlier ? [collision(job, subject, entry, combination, earlier)] : [];
    }),
  );
}

/** A collision is where the first value is written that the earlier combination does not have from the same place. */
function collision(
  job: string,
  subject: string,
  entry: MapNode,
  combination: Combination,
  earlier: { readonly entry: MapNode; readonly combination: Combination },
): Fault {
  const others = new Set(earlier.combination.values());
  const node = [...combination.values()].find((value) => !others.has(value));
  const { location } = node ?? entry;
  return { kind: "matrix-collision", subject, name: job, location, node, other: earlier.entry.location };
}

/** The combinations that an entry of a matrix makes; undefined when they are not known, or too many. */
export function combinationsOf(entry: YamlNode): readonly Combination[] | undefined {
  return entry.kind === "map" && entry.open === undefined ? combine([...entry.entries]) : undefined;
}

/** How many combinations an entry has at least. */
function countOf({ entries }: MapNode): number {
  const sizes = [...entries.values()].map(({ value }) =>
    value.kind === "seq" && value.items.every(({ kind }) => kind === "scalar") ? value.items.length : 1,
  );
  return sizes.reduce((product, size) => product * size, 1);
}

/** The name of the instance of a combination; undefined when a value is not known. */
export function nameOf(
  job: string,
  combination: Combination,
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
function combine(variables: readonly (readonly [string, Entry])[]): readonly Combination[] | undefined {
  let combinations: readonly Combination[] = [new Map()];
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
