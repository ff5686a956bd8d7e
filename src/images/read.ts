import type { BuildahCall } from "../buildah/call";
import { parseCall } from "../buildah/parse";
import { readVersion, type Version } from "../buildah/version";
import type { Instance, Job, Pipeline } from "../gitlab/pipeline";
import type { Command } from "../shell/command";
import { evaluate } from "../shell/evaluate";
import type { ShellParser } from "../shell/parse";
import { readEvents } from "./events";
import type { ImageEvent, ImageFlow, JobRun } from "./flow";
import { isOpaque, isOpaqueCall } from "./opaque";
import { isTogether, makeOrder } from "./order";
import { readRunner } from "./runner";

/** Reads what a pipeline does to images. */
export function readImageFlow(pipeline: Pipeline, parser: ShellParser): ImageFlow {
  const runs = [...pipeline.jobs.values()].flatMap((job) =>
    job.instances.map((instance) => readRun(job, instance, parser)),
  );
  return { pipeline, runs, isOrdered: makeOrder(pipeline), isTogether };
}

function readRun(job: Job, instance: Instance, parser: ShellParser): JobRun {
  // Both run in one shell, one after the other.
  const parts = [job.beforeScript, job.script];
  const items = parts.flatMap((part) => (part.state === "known" ? part.value : []));
  const { commands, isComplete } = evaluate(items, (name) => job.variable(instance, name), parser);
  const version = job.image.state === "known" ? versionOfImage(job.image.value) : undefined;
  const calls: BuildahCall[] = [];
  const events: ImageEvent[] = [];
  const opaque: Command[] = [];
  for (const command of commands) {
    const call = parseCall(command, version);
    if (call) calls.push(call);
    const done = call && readEvents(call);
    if (done) events.push(...done);
    else if (call ? isOpaqueCall(call) : isOpaque(command)) opaque.push(command);
  }
  return {
    job,
    instance,
    runner: readRunner(job, instance),
    version,
    commands,
    calls,
    events,
    opaque,
    isComplete: isComplete && parts.every((part) => part.state !== "unknown"),
  };
}

/** The version in the tag of one of Buildah's own images. */
function versionOfImage(image: string): Version | undefined {
  const match = /^quay\.io\/(?:buildah\/(?:stable|testing|upstream)|containers\/buildah):([^@]+)/.exec(image);
  return match ? readVersion(match[1]!) : undefined;
}
