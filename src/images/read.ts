import type { Instance, Job, Pipeline } from "../gitlab/pipeline";
import type { ShellParser } from "../shell/parse";
import type { ImageFlow, JobRun } from "./flow";
import { Handovers } from "./handover";
import { makeOrder } from "./order";
import { readPublications } from "./publications";
import { readRun } from "./readRun";
import { noKnowledge } from "./runnerKnowledge";
import { makeTogether } from "./together";

/** Reads what a pipeline does to images. */
export function readImageFlow(pipeline: Pipeline, parser: ShellParser, knowledge = noKnowledge): ImageFlow {
  const known = new Map<Instance, JobRun | undefined>();
  const handovers = new Handovers(pipeline, runOf);
  function runOf(job: Job, instance: Instance): JobRun | undefined {
    if (known.has(instance)) return known.get(instance);
    known.set(instance, undefined);
    const run = readRun(job, instance, handovers.for(job), parser, knowledge);
    known.set(instance, run);
    return run;
  }
  const runs = [...pipeline.jobs.values()].flatMap((job) => job.instances.map((instance) => runOf(job, instance)!));
  return {
    pipeline,
    runs,
    publications: readPublications(runs),
    digests: new Map(runs.flatMap((run) => [...run.digests])),
    isOrdered: makeOrder(pipeline),
    ...makeTogether(),
  };
}
