import type { Job } from "../gitlab/pipeline";
import type { ImageFlow } from "../images/flow";
import type { FileId, Location } from "../text/span";
import type { YamlNode } from "../yaml/node";

/** A text that jobs read. */
interface Passage {
  readonly start: number;
  readonly end: number;
  readonly job: string;
}

/** The passages of a file by their start; `reach[i]` is where the furthest of the first `i + 1` ends. */
interface Index {
  readonly passages: readonly Passage[];
  readonly reach: readonly number[];
}

/**
 * Tells which jobs read a text: as their own, through `extends`, an anchor, a merge key, `!reference` or `default`, or as
 * the value of a variable.
 */
export class Readers {
  #indices: ReadonlyMap<FileId, Index> | undefined;

  constructor(readonly flows: readonly ImageFlow[]) {}

  /** The names of the jobs, each once. */
  of({ file, span }: Location): readonly string[] {
    this.#indices ??= makeIndices(this.flows);
    const { passages, reach } = this.#indices.get(file) ?? { passages: [], reach: [] };
    const names = new Set<string>();
    // Most passages end long before: where the furthest does, all do.
    for (let i = lastStart(passages, span.start); i >= 0 && reach[i]! >= span.end; i--) {
      if (passages[i]!.end >= span.end) names.add(passages[i]!.job);
    }
    return [...names].reverse();
  }
}

function makeIndices(flows: readonly ImageFlow[]): Map<FileId, Index> {
  const files = new Map<FileId, Passage[]>();
  for (const job of flows.flatMap(({ pipeline }) => [...pipeline.jobs.values()])) {
    for (const { file, span } of [...passagesOf(job), ...variablesOf(job)]) {
      const passage = { start: span.start, end: span.end, job: job.name };
      const others = files.get(file);
      if (others) others.push(passage);
      else files.set(file, [passage]);
    }
  }
  const index = (passages: Passage[]): Index => {
    let furthest = 0;
    passages.sort((a, b) => a.start - b.start);
    return { passages, reach: passages.map(({ end }) => (furthest = Math.max(furthest, end))) };
  };
  return new Map([...files].map(([file, passages]) => [file, index(passages)]));
}

/** What stands in scalars and lists; what is in a mapping may have been merged into it. */
function passagesOf(job: Job): Location[] {
  const inherited = [job.beforeScript, job.afterScript, job.image, job.services, job.tags];
  const collect = (node: YamlNode): Location[] => {
    if (node.kind === "map") return [...node.entries.values()].flatMap(({ value }) => collect(value));
    return node.kind === "seq" ? [node.location, ...node.items.flatMap(collect)] : [node.location];
  };
  return [...inherited.flatMap((one) => (one.state === "known" ? one.location : [])), ...collect(job.body)];
}

/** The values of shared variables that the job mentions, in variables of its own too. */
function variablesOf(job: Job): Location[] {
  const [instance] = job.instances;
  if (!instance) return [];
  const found = new Map<string, Location>();
  const follow = (node: YamlNode): void => {
    if (node.kind === "map") for (const { value } of node.entries.values()) follow(value);
    if (node.kind === "seq") for (const item of node.items) follow(item);
    if (node.kind !== "scalar") return;
    for (const [, name] of node.text.matchAll(/\$\{?(\w+)/g)) {
      const origin = found.has(name!) ? undefined : job.variableOrigin(instance, name!);
      if (!origin) continue;
      found.set(name!, origin.location);
      follow(origin.node);
    }
  };
  for (const node of job.keywords().values()) follow(node);
  return [...found.values()];
}

/** The index of the last passage that begins at an offset or before. */
function lastStart(passages: readonly Passage[], offset: number): number {
  let low = -1;
  let high = passages.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (passages[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
