import { isTemplate } from "../gitlab/interpolation";
import type { Instance, Job, Need, Needed, Pipeline } from "../gitlab/pipeline";
import type { ImageFlow, JobRun } from "../images/flow";
import { lookups } from "../images/runIndex";
import type { FlowContext } from "./rule";

/** What was looked at: a job, what is published under a key, a digest. */
export type Sight = string;

/** The sight of something that may change with each revision. */
export const everything: Sight = "";

export const jobNamed = (name: string): Sight => `job ${name}`;
const digestOf = (key: string): Sight => `digest ${key}`;

/** What of a flow is other than before when one run has taken the place of another. */
export function sightsOf(run: JobRun, { digests }: ImageFlow): readonly Sight[] {
  const keys = Object.entries(lookups).flatMap(([name, read]) => read(run, digests).map(([key]) => `${name} ${key}`));
  return [jobNamed(run.job.name), ...[...run.digests.keys()].map(digestOf), ...keys];
}

/**
 * Shows a flow to questions and remembers what each looks at. What they got, and keep for their fixes, is always the
 * flow of the last revision.
 */
export class Watch {
  /** As the flow that is shown, but watched. */
  readonly flow: ImageFlow;
  #sights = new Set<Sight>();
  readonly #pipeline: Pipeline;
  readonly #jobs = this.#map(() => this.shown.pipeline.jobs, jobNamed);
  readonly #digests = this.#map(() => this.shown.digests, digestOf);
  readonly #publications = this.#lookup("publications");
  readonly #families = this.#lookup("families");
  readonly #makers = this.#lookup("makers");
  readonly #listed = this.#lookup("listed");

  constructor(public shown: ImageFlow) {
    this.flow = watch(
      () => this.shown,
      this.#flowMembers(),
      () => this.#see(everything),
    );
    this.#pipeline = watch(
      () => this.shown.pipeline,
      this.#pipelineMembers(),
      () => this.#see(everything),
    );
  }

  /** Does something; returns what it looked at. */
  during(action: () => void): ReadonlySet<Sight> {
    this.#sights = new Set();
    action();
    return this.#sights;
  }

  /** A context in which what does not come from the flow is watched too. */
  context(context: FlowContext, report: FlowContext["report"]): FlowContext {
    const { settings, versionOf } = context;
    const own = { report: () => report, settings: () => settings, versionOf: () => versionOf };
    return watch(
      () => context,
      own,
      () => this.#see(everything),
    );
  }

  #map<V>(current: () => ReadonlyMap<string, V>, sightOf: (key: string) => Sight): WatchedMap<V> {
    return new WatchedMap(current, (key) => this.#see(key === undefined ? everything : sightOf(key)));
  }

  #lookup<Name extends keyof typeof lookups>(name: Name): ImageFlow[Name] {
    const current = (): ReadonlyMap<string, unknown> => this.shown[name];
    return this.#map(current, (key) => `${name} ${key}`) as ImageFlow[Name];
  }

  #see(sight: Sight): void {
    this.#sights.add(sight);
  }

  #seeOrder({ name, needs, instances }: Job): void {
    this.#see(jobNamed(name));
    if (needs.state !== "known") return;
    for (const need of needs.value) for (const instance of instances) this.#findNeeded(need, instance);
  }

  #findNeeded(need: Need, by: Instance): Needed | undefined {
    const found = this.shown.pipeline.findNeeded(need, by);
    for (const sight of found ? [jobNamed(found.job.name)] : sightsOfMissing(need)) this.#see(sight);
    return found;
  }

  #flowMembers(): Members<ImageFlow> {
    return {
      pipeline: () => this.#pipeline,
      publications: () => this.#publications,
      digests: () => this.#digests,
      families: () => this.#families,
      makers: () => this.#makers,
      listed: () => this.#listed,
      isOrdered: () => (before, after, instance) => {
        for (const job of this.shown.decidersOf(after)) this.#seeOrder(job);
        return this.shown.isOrdered(before, after, instance);
      },
      runsOf: () => (job) => {
        this.#see(jobNamed(job.name));
        return this.shown.runsOf(job);
      },
      // Conditions are parts of the jobs that are asked about.
      canBeTogether: () => this.shown.canBeTogether,
      isAlwaysThere: () => this.shown.isAlwaysThere,
      canAlwaysNeed: () => this.shown.canAlwaysNeed,
    };
  }

  #pipelineMembers(): Members<Pipeline> {
    const same = <Name extends keyof Pipeline>(name: Name) => ({ [name]: () => this.shown.pipeline[name] });
    return {
      jobs: () => this.#jobs,
      // A job is another one when what it is made of is.
      ...same("body"),
      findNeeded: () => (need, by) => this.#findNeeded(need, by),
      // These stay for as long as the pipeline's jobs are read one by one.
      ...same("root"),
      ...same("folder"),
      ...same("isFragment"),
      ...same("open"),
      ...same("stages"),
    };
  }
}

/** What must be there for a need that finds nothing to find something: a job of its name, or one with such an instance. */
function sightsOfMissing({ name }: Need): readonly Sight[] {
  if (!name) return [];
  if (isTemplate(name.text)) return [everything];
  return [jobNamed(name.text), jobNamed(name.text.split(/: \[| \d+\//)[0]!)];
}

type Members<T> = { readonly [Name in keyof T]?: () => T[Name] };

/** @param seeOther called when a member is asked for that is not among `members` */
function watch<T extends object>(current: () => T, members: Members<T>, seeOther: () => void): T {
  return new Proxy({} as T, {
    get(_, name) {
      const member = members[name as keyof T];
      if (member) return member();
      seeOther();
      return current()[name as keyof T];
    },
  });
}

class WatchedMap<V> implements ReadonlyMap<string, V> {
  /** @param see the key that is looked up, or undefined for all of them */
  constructor(
    readonly current: () => ReadonlyMap<string, V>,
    readonly see: (key: string | undefined) => void,
  ) {}

  get(key: string): V | undefined {
    this.see(key);
    return this.current().get(key);
  }

  has(key: string): boolean {
    this.see(key);
    return this.current().has(key);
  }

  get size(): number {
    return this.#all().size;
  }

  forEach(action: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    this.#all().forEach(action);
  }

  entries(): MapIterator<[string, V]> {
    return this.#all().entries();
  }

  keys(): MapIterator<string> {
    return this.#all().keys();
  }

  values(): MapIterator<V> {
    return this.#all().values();
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.#all()[Symbol.iterator]();
  }

  #all(): ReadonlyMap<string, V> {
    this.see(undefined);
    return this.current();
  }
}
