import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LineRange, RunStep } from "../../protocol/messages";
import { BuildProgress, type OutputStream } from "../progress";
import { makeEnvironment } from "./environment";
import { endGroup } from "./group";
import { isGroupAlive } from "./processes";

/** How long is waited for the rest of the output after the last process has ended, in milliseconds. */
const outputGrace = 500;

/** How a build ended. */
export interface RunOutcome {
  /** Undefined when a signal ended it or it could not be started. */
  readonly exitCode: number | undefined;
  readonly isCancelled: boolean;
  /** Undefined after success and cancellation. */
  readonly failure?: RunFailure;
}

/** What went wrong in a build, and where in the workspace to look. */
export interface RunFailure {
  /** In one line. */
  readonly message: string;
  /** An instruction of the Containerfile, or the command in the pipeline. */
  readonly at: "instruction" | "command";
  readonly uri: string;
  readonly range: LineRange;
}

/** What to run, and how. */
export interface BuildRequest {
  /** Buildah's path, or its name to be looked for in PATH. */
  readonly buildah: string;
  readonly step: RunStep;
  /** Path of the project's folder. */
  readonly folder: string;
  /** The plan's variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes the output as it comes. */
  readonly onOutput: (text: string, stream: OutputStream) => void;
  /** The environment that the allowed variables are taken from; that of this process unless given. */
  readonly host?: NodeJS.ProcessEnv;
}

/** A build that runs. */
export interface RunningBuild {
  /** Resolves when no process of the build is left; never rejects. */
  readonly done: Promise<RunOutcome>;
  /** Ends the build with everything it started. */
  readonly cancel: () => void;
}

/**
 * Runs one `buildah build`. The arguments reach Buildah as they are: no shell reads them. It runs in a process group
 * of its own, so that cancelling ends the programs of the build too, and without a standard input, so that nothing
 * waits for an answer.
 */
export function runBuild({
  buildah,
  step,
  folder,
  environment,
  onOutput,
  host = process.env,
}: BuildRequest): RunningBuild {
  const failAt = (message: string): RunOutcome => ({
    exitCode: undefined,
    isCancelled: false,
    failure: { message, at: "command", uri: step.uri, range: step.range },
  });
  const cwd = resolve(folder, step.directory);
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    return finished(failAt(`The folder ${cwd}, in which the command runs, does not exist.`));
  }
  const progress = new BuildProgress(step.containerfile?.instructions);
  const child = spawn(buildah, step.arguments, {
    cwd,
    env: makeEnvironment(host, environment),
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let isCancelled = false;
  let ending: Promise<void> | undefined;
  const endProcesses = async () => {
    if (child.pid !== undefined) ending ??= endGroup(child.pid);
    await ending;
  };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      progress.write(stream, text);
      onOutput(text, stream);
    });
  }
  const closed = once(child, "close").catch(() => {});
  const finish = async (code: number | null, signal: NodeJS.Signals | null): Promise<RunOutcome> => {
    // What a RUN left in the background would go on here; on a runner it ends with the container.
    if (ending || isGroupAlive(child.pid!)) await endProcesses();
    // Whatever still holds the output has left the group and says nothing about the build.
    await Promise.race([closed, sleep(outputGrace)]);
    child.stdout.destroy();
    child.stderr.destroy();
    if (isCancelled) return { exitCode: code ?? undefined, isCancelled };
    if (code === null) return failAt(`Buildah was ended from outside (${signal}).`);
    return code === 0
      ? { exitCode: 0, isCancelled }
      : { exitCode: code, isCancelled, failure: locate(progress, code, step) };
  };
  const done = new Promise<RunOutcome>((settle) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      // A later error is about a signal that could not be sent; then `exit` still comes.
      if (child.pid === undefined) settle(failAt(`Buildah could not be started: ${describe(error, buildah)}.`));
    });
    child.once("exit", (code, signal) => settle(finish(code, signal)));
  });
  return {
    done,
    cancel: () => {
      // After its end the id may belong to somebody else.
      if (isCancelled || child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      isCancelled = true;
      void endProcesses();
    },
  };
}

function locate(progress: BuildProgress, code: number, step: RunStep): RunFailure {
  const { message, instruction } = progress.blame(code);
  if (!instruction || !step.containerfile) return { message, at: "command", uri: step.uri, range: step.range };
  return { message, at: "instruction", uri: step.containerfile.uri, range: instruction.range };
}

function finished(outcome: RunOutcome): RunningBuild {
  return { done: Promise.resolve(outcome), cancel: () => {} };
}

function describe(error: NodeJS.ErrnoException, buildah: string): string {
  if (error.code === "ENOENT") return `there is no program ${buildah}`;
  return error.code === "EACCES" ? `${buildah} may not be executed` : error.message;
}
