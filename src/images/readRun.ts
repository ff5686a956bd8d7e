import { type BuildahCall, findFlag } from "../buildah/call";
import { parseCall } from "../buildah/parse";
import type { Instance, Job } from "../gitlab/pipeline";
import type { Command } from "../shell/command";
import { evaluate } from "../shell/evaluate";
import type { ShellParser } from "../shell/parse";
import type { FileId } from "../text/span";
import { type Piece, Value } from "../text/value";
import { mayEnd } from "./certainty";
import { readEvents } from "./events";
import type { ImageEvent, JobRun } from "./flow";
import { type Handover, readDotenv } from "./handover";
import { isOpaque, isOpaqueCall } from "./opaque";
import type { Publication } from "./publications";
import { readRunner } from "./runner";
import type { RunnerKnowledge } from "./runnerKnowledge";
import { LocalStorage } from "./storage";
import { findTakes, type Take } from "./takes";
import { readBuildahVersion } from "./version";
import { WrittenFiles } from "./writtenFiles";

/**
 * Follows the script of one instance. Nothing but what is given decides the result.
 * @param textOf the text of a file of the pipeline
 */
export function readRun(
  job: Job,
  instance: Instance,
  given: Handover,
  parser: ShellParser,
  knowledge: RunnerKnowledge,
  textOf: (file: FileId) => string | undefined,
): JobRun {
  // Both run in one shell, one after the other.
  const parts = [job.beforeScript, job.script];
  const items = parts.flatMap((part) => (part.state === "known" ? part.value : []));
  const variable = (name: string) => lookUp(name, job, instance, given, knowledge.overridden);
  const evaluation = evaluate(items, variable, parser);
  const files = new WrittenFiles(given.files);
  const buildah = readBuildahVersion(job, instance, knowledge.buildah, textOf);
  const version = buildah.source === "newest" ? undefined : buildah.version;
  const circumstances = {
    job,
    runner: readRunner(job, instance, knowledge),
    buildah,
    version,
    isComplete: evaluation.isComplete && parts.every((part) => part.state !== "unknown"),
  };
  const storage = new LocalStorage(circumstances);
  // Field by field: with `...` each run would have a hidden class of its own in V8, and all that reads runs would be slow.
  const run = {
    job,
    runner: circumstances.runner,
    buildah,
    version,
    isComplete: circumstances.isComplete,
    instance,
    commands: [] as Command[],
    calls: [] as BuildahCall[],
    events: [] as ImageEvent[],
    publications: [] as Publication[],
    added: storage.added,
    named: storage.named,
    takes: [] as Take[],
    opaque: [] as Command[],
    variable,
    files: files.texts,
    dotenv: new Map<string, Value>(),
    digests: new Map<string, Publication>(),
  };
  let mayHaveEnded = false;
  for (const written of evaluation.commands) {
    const command = files.resolve(written);
    const isCertain = !command.isConditional && !mayHaveEnded;
    run.commands.push(command);
    files.follow(command, written, isCertain);
    const call = parseCall(command, version);
    if (call) run.calls.push(call);
    const done = call && readEvents(call);
    for (const event of done ?? []) {
      run.events.push(event);
      const sent = storage.apply(event, isCertain);
      if (!sent || !("destination" in event)) continue;
      const { content, problems } = sent;
      const publication = { content, problems, run, event, index: run.publications.length, isCertain };
      run.publications.push(publication);
      const digest = digestOf(publication);
      if (!digest) continue;
      run.digests.set(digest.key!, publication);
      files.writeDigest(event.call, digest);
    }
    if (!done && (call ? isOpaqueCall(call) : isOpaque(command))) {
      run.opaque.push(command);
      const isAboutLogins = call?.subcommand === "login" || call?.subcommand === "logout";
      if (!isAboutLogins) storage.meet(command);
    }
    mayHaveEnded ||= mayEnd(command);
  }
  for (const [name, value] of readDotenv(job, files.texts)) {
    const publication = value.key === undefined ? undefined : run.digests.get(value.key);
    const handed = publication ? symbol(name, instance.name, value) : value;
    if (publication) run.digests.set(handed.key!, publication);
    run.dotenv.set(name, handed);
  }
  run.takes.push(...findTakes(run));
  return run;
}

/**
 * A variable: what earlier jobs hand over comes before what the pipeline's files say, and counts in it. What the project
 * sets goes before both.
 */
function lookUp(
  name: string,
  job: Job,
  instance: Instance,
  { variables }: Handover,
  overridden: ReadonlySet<string>,
): Value | undefined {
  if (overridden.has(name)) return undefined;
  if (variables.has(name)) return variables.get(name);
  const value = job.variable(instance, name);
  if (!value || variables.size === 0) return value;
  const handed = (piece: Piece) =>
    piece.kind === "unknown" && piece.variable && !overridden.has(piece.variable)
      ? variables.get(piece.variable)
      : undefined;
  return Value.concat(value.pieces.map((piece) => handed(piece)?.at(piece.origin) ?? new Value([piece])));
}

/** What stands for the digest of a publication that is written to a file. */
function digestOf({ event, run, index }: Publication): Value | undefined {
  const path = findFlag(event.call, "--digestfile")?.value;
  return path && symbol(`(cat ${path.display})`, `${run.instance.name} ${index}`, path);
}

/** @param place where it is written */
function symbol(name: string, scope: string, place: Value): Value {
  return new Value([{ kind: "symbol", name, scope, origin: place.pieces[0]!.origin }]);
}
