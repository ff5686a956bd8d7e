import type { Instance, Job, Pipeline } from "../gitlab/pipeline";
import type { Value } from "../text/value";
import type { JobRun } from "./flow";
import { makeNeededLookup, type Needed } from "./needed";
import { type FileTexts, normalisePath } from "./writtenFiles";

/** What a job gets from the artifacts of earlier ones. */
export interface Handover {
  /** Variables of dotenv reports, which are stronger than those of the pipeline's files; undefined: not to be known. */
  readonly variables: ReadonlyMap<string, Value | undefined>;
  readonly files: FileTexts;
}

const nothing: Handover = { variables: new Map(), files: new Map() };

/** True when both hand over the same. */
export function isSameHandover(a: Handover, b: Handover): boolean {
  return a === b || (isSameTexts(a.variables, b.variables) && isSameTexts(a.files, b.files));
}

function isSameTexts(a: Handover["variables"], b: Handover["variables"]): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([name, value]) => {
    const other = b.get(name);
    return b.has(name) && (value === other || (value?.key !== undefined && value.key === other?.key));
  });
}

/** A longer chain of jobs that need each other's artifacts, the last one first in the file, is not followed. */
const maxDepth = 200;

/** What the jobs of a pipeline hand to each other through artifacts. */
export class Handovers {
  readonly #givers: readonly Job[];
  readonly #byStage = new Map<number, Handover>();
  readonly #findNeeded: ReturnType<typeof makeNeededLookup>;
  #depth = 0;

  /** @param runOf the run of an instance; undefined while it is being read, which happens when jobs need each other in a circle */
  constructor(
    readonly pipeline: Pipeline,
    readonly runOf: (job: Job, instance: Instance) => JobRun | undefined,
  ) {
    this.#givers = [...pipeline.jobs.values()].filter((job) => givesFiles(job));
    this.#findNeeded = makeNeededLookup(pipeline);
  }

  /** What a job gets: from the jobs that it needs, or from those of earlier stages; of these, from those that it names. */
  for(job: Job): Handover {
    if (this.#depth === maxDepth) return nothing;
    this.#depth++;
    const handover = this.#read(job);
    this.#depth--;
    return handover;
  }

  #read(job: Job): Handover {
    const stage = this.#stageOf(job);
    if (this.#givers.length === 0 || job.needs.state === "unknown" || stage === undefined) return nothing;
    const names = job.dependencies;
    if (names.state === "unknown") return nothing;
    const isNamed = ({ job: { name } }: Needed) => names.state === "absent" || names.value.includes(name);
    if (job.needs.state === "known") {
      const needed = job.needs.value.filter((need) => need.takesArtifacts).map((need) => this.#findNeeded(need, job));
      return this.#join(needed.filter((one) => one !== undefined).filter(isNamed));
    }
    const known = names.state === "absent" ? this.#byStage.get(stage) : undefined;
    if (known) return known;
    const earlier = this.#givers.filter((giver) => (this.#stageOf(giver) ?? stage) < stage);
    const handover = this.#join(
      earlier.map((giver) => ({ job: giver, instances: giver.instances, isAll: true })).filter(isNamed),
    );
    if (names.state === "absent") this.#byStage.set(stage, handover);
    return handover;
  }

  #join(needed: readonly Needed[]): Handover {
    const variables = new Map<string, Value | undefined>();
    const files = new Map<string, Value>();
    for (const { job, instances, isAll } of needed) {
      if (!givesFiles(job)) continue;
      for (const instance of isAll ? instances : job.instances) {
        const run = this.runOf(job, instance);
        if (!run) continue;
        for (const [name, value] of run.dotenv) {
          // Which of several jobs that set it is the last one is not documented.
          const isClear = !variables.has(name) || variables.get(name)?.key === value.key;
          variables.set(name, isClear && value.isKnown && isAll ? value : undefined);
        }
        for (const [path, text] of run.files) if (isArtifact(path, job)) files.set(path, text);
      }
    }
    return { variables, files };
  }

  #stageOf({ stage }: Job): number | undefined {
    const { stages } = this.pipeline;
    const index = stages.state === "known" && stage.state === "known" ? stages.value.indexOf(stage.value) : -1;
    return index < 0 ? undefined : index;
  }
}

/** The variables of a job's dotenv reports: a line `NAME=value` each, without blanks at the ends (GitLab's ParseDotenvArtifactService). */
export function readDotenv(job: Job, files: FileTexts): ReadonlyMap<string, Value> {
  const variables = new Map<string, Value>();
  for (const path of readPaths(job, "dotenv")) {
    for (const line of files.get(path)?.split("\n") ?? []) {
      const [start, name] = /^\s*(\w+)\s*=\s*/.exec(line.flat) ?? [];
      if (name !== undefined) variables.set(name, line.slice(start!.length, line.flat.trimEnd().length));
    }
  }
  return variables;
}

/** True for a job with artifacts that may tell others something. */
export function givesFiles(job: Job): boolean {
  return readPaths(job, "dotenv").length > 0 || readPaths(job, "paths").length > 0;
}

function isArtifact(path: string, job: Job): boolean {
  return readPaths(job, "paths").some((pattern) => {
    const expression = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*\*|[*?]/g, (sign) => wildcards[sign]!);
    return new RegExp(`^${expression}(/|$)`).test(path);
  });
}

const wildcards: Readonly<Record<string, string>> = { "**": ".*", "*": "[^/]*", "?": "[^/]" };

/** The paths of a job's artifacts, patterns among them, relative to the project's folder. */
export function artifactPaths(job: Job): readonly string[] {
  return readPaths(job, "paths");
}

/** The paths of `artifacts:paths` or `artifacts:reports:dotenv`, relative to the project's folder. */
function readPaths({ artifacts }: Job, key: "paths" | "dotenv"): readonly string[] {
  const list = artifacts.state === "known" ? artifacts.value[key] : undefined;
  if (list?.state !== "known") return [];
  return list.value.flatMap((item) => (item.kind === "scalar" ? [normalisePath(item.text)] : []));
}
