// Runs builds as the editor does, inside a machine of the testbed: `node run-driver.cjs REQUEST`, the request being a
// file with JSON. The result is JSON on standard output.
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseContainerfile } from "../../src/containerfile/parse";
import { readPipeline } from "../../src/gitlab/read";
import { readImageFlow } from "../../src/images/read";
import type { RunPlan, RunStep } from "../../src/protocol/messages";
import { listInstructions } from "../../src/run/containerfile";
import { type RunOutcome, runBuild } from "../../src/run/executor/build";
import { findBuildah } from "../../src/run/executor/buildah";
import { readWorkingCopy } from "../../src/run/executor/workingCopy";
import { planRun } from "../../src/run/plan";
import { ShellParser } from "../../src/shell/parse";
import { parseYaml } from "../../src/yaml/parse";
import { failingBuilds } from "../unit/runCases";

/** What is asked of the driver. */
interface Request {
  /** Plans and runs this job of the pipeline in the working directory, or runs all the builds that must fail. */
  readonly job?: string;
  readonly answers?: Readonly<Record<string, string>>;
  /** Cancels when the output holds this. */
  readonly cancelAt?: string;
  /** Text in the command line of programs that the build runs. */
  readonly trace?: string;
}

const folder = process.cwd();
const request = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Request;

async function main() {
  const buildah = await findBuildah();
  if (!buildah) throw new Error("There is no Buildah in PATH.");
  const result =
    request.job === undefined ? await runFailingBuilds(buildah.path) : await runJob(buildah.path, request.job);
  process.stdout.write(`${JSON.stringify({ version: buildah.versionText, ...result })}\n`);
}

async function runJob(buildah: string, job: string) {
  const plan = await planJob(job);
  if (plan.questions.length > 0) return { plan };
  const outcomes: RunOutcome[] = [];
  let output = "";
  let seconds = 0;
  for (const step of plan.steps) {
    let cancelled: number | undefined;
    const build = runBuild({
      buildah,
      step,
      folder,
      environment: plan.environment,
      onOutput: (text) => {
        output += text;
        if (request.cancelAt === undefined || cancelled !== undefined || !output.includes(request.cancelAt)) return;
        cancelled = performance.now();
        build.cancel();
      },
    });
    outcomes.push(await build.done);
    if (cancelled !== undefined) seconds = (performance.now() - cancelled) / 1000;
  }
  return { plan, outcomes, output, secondsToCancel: seconds, left: endLeft() };
}

async function planJob(job: string): Promise<RunPlan> {
  const workingCopy = await readWorkingCopy(folder);
  const entry = `${workingCopy.folder}/.gitlab-ci.yml`;
  const read = (file: string) => {
    const path = fileURLToPath(file);
    return existsSync(path)
      ? ({ kind: "loaded", text: readFileSync(path, "utf8") } as const)
      : ({ kind: "absent" } as const);
  };
  const reader = { read, list: () => ({ kind: "loaded", files: [] }) as const };
  const flow = readImageFlow(
    readPipeline({ file: entry, folder: workingCopy.folder }, reader, parseYaml),
    new ShellParser(),
  );
  const run = flow.runs.find(({ instance }) => instance.name === job)!;
  return planRun(flow, run, { hostPlatform: "linux/amd64", workingCopy, answers: request.answers ?? {} }, (file) => {
    const path = fileURLToPath(file);
    const isFile = existsSync(path) && path.endsWith("Containerfile");
    return isFile ? parseContainerfile(file, readFileSync(path, "utf8")) : undefined;
  });
}

/** Runs what must fail; tells where the blame is not what is expected. */
async function runFailingBuilds(buildah: string) {
  const problems: string[] = [];
  const path = join(folder, "Containerfile");
  const uri = pathToFileURL(path).href;
  for (const { name, containerfile, line, message, arguments: args = ["."] } of failingBuilds) {
    writeFileSync(path, containerfile);
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const instructions = listInstructions(parseContainerfile(uri, containerfile));
    const step: RunStep = {
      arguments: ["build", ...args],
      directory: "",
      uri: "command",
      range,
      containerfile: { uri, instructions },
    };
    const { failure } = await runBuild({ buildah, step, folder, environment: {}, onOutput: () => {} }).done;
    const found = failure?.at === "instruction" ? failure.range.start.line + 1 : undefined;
    if (found !== line || !message.test(failure?.message ?? ""))
      problems.push(`${name}: line ${found}: ${failure?.message}`);
    if (failure && failure.uri !== (line === undefined ? "command" : uri)) problems.push(`${name}: in ${failure.uri}`);
  }
  return { count: failingBuilds.length, problems };
}

/** Ends and names the processes that the build left: they are in this machine's mounts, or in a container and have the trace. */
function endLeft(): readonly string[] {
  const mounts = readlinkSync("/proc/self/ns/mnt");
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const line = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        const isInside = readlinkSync(`/proc/${name}/ns/mnt`) === mounts;
        if (!isInside && !(request.trace && line.includes(request.trace))) return [];
        process.kill(Number(name), "SIGKILL");
        return [line];
      } catch {
        return [];
      }
    });
}

void main();
