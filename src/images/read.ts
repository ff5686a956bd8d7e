import type { BuildahCall } from "../buildah/call";
import { parseCall } from "../buildah/parse";
import type { Instance, Job, Pipeline } from "../gitlab/pipeline";
import type { Command } from "../shell/command";
import { evaluate } from "../shell/evaluate";
import type { ShellParser } from "../shell/parse";
import { readEvents } from "./events";
import type { ImageEvent, ImageFlow, JobRun } from "./flow";
import { isOpaque, isOpaqueCall } from "./opaque";
import { isTogether, makeOrder } from "./order";
import { readRunner } from "./runner";
import { noKnowledge, type RunnerKnowledge } from "./runnerKnowledge";
import { versionOfImage } from "./version";

/** Reads what a pipeline does to images. */
export function readImageFlow(pipeline: Pipeline, parser: ShellParser, knowledge = noKnowledge): ImageFlow {
  const runs = [...pipeline.jobs.values()].flatMap((job) =>
    job.instances.map((instance) => readRun(job, instance, parser, knowledge)),
  );
  return { pipeline, runs, isOrdered: makeOrder(pipeline), isTogether };
}

function readRun(job: Job, instance: Instance, parser: ShellParser, knowledge: RunnerKnowledge): JobRun {
  // Both run in one shell, one after the other.
  const parts = [job.beforeScript, job.script];
  const items = parts.flatMap((part) => (part.state === "known" ? part.value : []));
  const { commands, isComplete } = evaluate(
    items,
    // What the project sets goes before what the files set.
    (name) => (knowledge.overridden.has(name) ? undefined : job.variable(instance, name)),
    parser,
  );
  const calls: BuildahCall[] = [];
  const events: ImageEvent[] = [];
  const opaque: Command[] = [];
  for (const command of commands) {
    const call = parseCall(command);
    if (call) calls.push(call);
    const done = call && readEvents(call);
    if (done) events.push(...done);
    else if (call ? isOpaqueCall(call) : isOpaque(command)) opaque.push(command);
  }
  return {
    job,
    instance,
    runner: readRunner(job, instance, knowledge),
    version: job.image.state === "known" ? versionOfImage(job.image.value) : undefined,
    commands,
    calls,
    events,
    opaque,
    isComplete: isComplete && parts.every((part) => part.state !== "unknown"),
  };
}
