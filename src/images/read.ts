import type { Instance, Job, Pipeline } from "../gitlab/pipeline";
import type { PipelineReading } from "../gitlab/read";
import type { ShellParser } from "../shell/parse";
import type { ImageFlow, JobRun, Replaced } from "./flow";
import { givesFiles, type Handover, Handovers, isSameHandover } from "./handover";
import { makeOrder } from "./order";
import { PublicationIndex } from "./publicationIndex";
import { readRun } from "./readRun";
import { noKnowledge, type RunnerKnowledge } from "./runnerKnowledge";
import { findSoleTakes, type SoleTake } from "./takes";
import { makeTogether, type Together } from "./together";

/** Reads what a pipeline does to images. */
export function readImageFlow(pipeline: Pipeline, parser: ShellParser, knowledge = noKnowledge): ImageFlow {
  return new FlowReader(parser, knowledge).read({ pipeline, changes: undefined });
}

/** What is kept from one reading to the next. */
interface State {
  readonly replaced: readonly Replaced[] | undefined;
  readonly runs: readonly JobRun[];
  /** Where the runs of a job begin in `runs`. */
  readonly starts: ReadonlyMap<string, number>;
  readonly handovers: Handovers;
  readonly index: PublicationIndex;
  /** Conditions are the same objects as long as the pipeline's reader keeps its jobs, and so are answers about them. */
  readonly together: Together;
}

/**
 * Reads the flow of one pipeline again and again while its files are edited: only the scripts of jobs that have changed
 * are followed anew. What it returned before is not to be used any more.
 */
export class FlowReader {
  readonly #known = new WeakMap<Instance, { readonly handover: Handover; readonly run: JobRun }>();
  #state: State | undefined;
  #revision = 0;

  constructor(
    readonly parser: ShellParser,
    readonly knowledge: RunnerKnowledge,
  ) {}

  read({ pipeline, changes }: PipelineReading): ImageFlow {
    const last = changes && this.#state;
    const state =
      (last && changes.isOrdered ? this.#update(last, pipeline, changes.names) : undefined) ??
      this.#readAll(pipeline, last?.together ?? makeTogether());
    this.#state = state;
    const { runs, replaced, index, together } = state;
    const { publications, digests } = index;
    const revision = ++this.#revision;
    let takes: readonly SoleTake[] | undefined;
    const soleTakes = () => {
      takes ??= findSoleTakes(flow);
      return takes;
    };
    const isOrdered = makeOrder(pipeline);
    const flow = { pipeline, runs, publications, digests, soleTakes, isOrdered, ...together, revision, replaced };
    return flow;
  }

  #readAll(pipeline: Pipeline, together: Together): State {
    const reading = new Set<Instance>();
    const done = new Map<Instance, JobRun>();
    const handovers = new Handovers(pipeline, (job, instance): JobRun | undefined => {
      if (done.has(instance) || reading.has(instance)) return done.get(instance);
      reading.add(instance);
      const run = this.#readRun(job, instance, handovers);
      done.set(instance, run);
      return run;
    });
    const starts = new Map<string, number>();
    const runs: JobRun[] = [];
    for (const job of pipeline.jobs.values()) {
      starts.set(job.name, runs.length);
      for (const instance of job.instances) runs.push(handovers.runOf(job, instance)!);
    }
    const position = ({ job, instance }: JobRun) => starts.get(job.name)! + job.instances.indexOf(instance);
    return { replaced: undefined, runs, starts, handovers, index: new PublicationIndex(runs, position), together };
  }

  /** Undefined when what has changed may change other runs, or their number. */
  #update(state: State, { jobs }: Pipeline, names: ReadonlySet<string>): State | undefined {
    const runs = [...state.runs];
    const changed: { readonly before: JobRun; readonly at: number; readonly job: Job; readonly instance: Instance }[] =
      [];
    for (const name of names) {
      const job = jobs.get(name);
      const start = state.starts.get(name);
      if (!job && start === undefined) continue;
      const before = start === undefined ? undefined : runs[start];
      if (!job || start === undefined || !before || !mayTakePlace(job, before.job)) return undefined;
      job.instances.forEach((instance, index) => {
        changed.push({ before: runs[start + index]!, at: start + index, job, instance });
      });
    }
    const replaced = changed.map(({ before, at, job, instance }) => {
      const after = this.#readRun(job, instance, state.handovers);
      runs[at] = after;
      state.index.replace(before, after);
      return { before, after };
    });
    return { ...state, runs, replaced };
  }

  #readRun(job: Job, instance: Instance, handovers: Handovers): JobRun {
    const handover = handovers.for(job);
    const known = this.#known.get(instance);
    if (known && isSameHandover(known.handover, handover)) return known.run;
    const run = readRun(job, instance, handover, this.parser, this.knowledge);
    this.#known.set(instance, { handover, run });
    return run;
  }
}

/** True when a job that was read anew changes nothing but its own runs. */
function mayTakePlace(job: Job, before: Job): boolean {
  const [first, second] = [job.instances, before.instances];
  return (
    !givesFiles(job) &&
    !givesFiles(before) &&
    first.length === second.length &&
    first.every(({ name }, index) => name === second[index]!.name)
  );
}
