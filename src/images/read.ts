import type { BuildahCall } from "../buildah/call";
import { parseCall } from "../buildah/parse";
import { readVersion, type Version } from "../buildah/version";
import type { Instance, Job, Pipeline } from "../gitlab/pipeline";
import type { Command } from "../shell/command";
import { evaluate } from "../shell/evaluate";
import type { ShellParser } from "../shell/parse";
import { mayEnd } from "./certainty";
import { readEvents } from "./events";
import type { ImageEvent, ImageFlow, JobRun } from "./flow";
import { isOpaque, isOpaqueCall } from "./opaque";
import { makeOrder } from "./order";
import { type Publication, readPublications } from "./publications";
import { readRunner } from "./runner";
import { LocalStorage } from "./storage";
import { makeTogether } from "./together";

/** Reads what a pipeline does to images. */
export function readImageFlow(pipeline: Pipeline, parser: ShellParser): ImageFlow {
  const runs = [...pipeline.jobs.values()].flatMap((job) =>
    job.instances.map((instance) => readRun(job, instance, parser)),
  );
  return { pipeline, runs, publications: readPublications(runs), isOrdered: makeOrder(pipeline), ...makeTogether() };
}

function readRun(job: Job, instance: Instance, parser: ShellParser): JobRun {
  // Both run in one shell, one after the other.
  const parts = [job.beforeScript, job.script];
  const items = parts.flatMap((part) => (part.state === "known" ? part.value : []));
  const { commands, isComplete } = evaluate(items, (name) => job.variable(instance, name), parser);
  const calls: BuildahCall[] = [];
  const events: ImageEvent[] = [];
  const opaque: Command[] = [];
  const publications: Publication[] = [];
  const run: JobRun = {
    job,
    instance,
    runner: readRunner(job, instance),
    version: job.image.state === "known" ? versionOfImage(job.image.value) : undefined,
    commands,
    calls,
    events,
    opaque,
    publications,
    isComplete: isComplete && parts.every((part) => part.state !== "unknown"),
  };
  const storage = new LocalStorage(run);
  let mayHaveEnded = false;
  for (const command of commands) {
    const call = parseCall(command);
    if (call) calls.push(call);
    const done = call && readEvents(call);
    const isCertain = !command.isConditional && !mayHaveEnded;
    for (const event of done ?? []) {
      events.push(event);
      const sent = storage.apply(event, isCertain);
      if (sent && (event.kind === "push" || event.kind === "listPush"))
        publications.push({ ...sent, run, event, index: publications.length, isCertain });
    }
    if (!done && (call ? isOpaqueCall(call) : isOpaque(command))) {
      opaque.push(command);
      storage.meet(command);
    }
    mayHaveEnded ||= mayEnd(command);
  }
  return run;
}

/** The version in the tag of one of Buildah's own images. */
function versionOfImage(image: string): Version | undefined {
  const match = /^quay\.io\/(?:buildah\/(?:stable|testing|upstream)|containers\/buildah):([^@]+)/.exec(image);
  return match ? readVersion(match[1]!) : undefined;
}
