// @ts-check
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setUpBuildah } from "../setup/buildah.mjs";
import { startEmulation } from "./emulation.mjs";
import { readImageFile, readIndex } from "./images.mjs";
import { prepareMachine, runOnMachine, systemState, writeContainersConfig } from "./machine.mjs";
import { endProcesses } from "./processes.mjs";
import { startRegistry } from "./registry.mjs";
import { runSandboxed } from "./sandbox.mjs";

/** @typedef {import("./machine.mjs").Machine} Machine */
/** @typedef {import("./machine.mjs").ProgramResult} JobResult */

/**
 * @typedef {object} JobRequest
 * @property {string[]} script the lines of before_script and script, as a runner gets them
 * @property {Record<string, string>} [variables] the job's environment
 * @property {string} [project] folder of which the job gets a copy as its working directory
 * @property {Record<string, string>} [files] texts that are put there, by path
 * @property {string[]} [keeps] paths of files there whose texts are wanted afterwards
 * @property {Machine} [machine] one of `newMachine`, to find what earlier jobs left; else a new one only for this job
 * @property {number} [timeoutSeconds] 180 unless given
 */

/**
 * Real programs around one registry. Close it when done.
 * @typedef {object} Testbed
 * @property {import("../setup/buildah.mjs").BuildahTools} tools
 * @property {import("./registry.mjs").Registry} registry
 * @property {import("./emulation.mjs").Emulation} emulation tests that run arm64 programs are skipped with its reason
 * @property {string} folder removed on close
 * @property {() => Promise<Machine>} newMachine
 * @property {(request: JobRequest) => Promise<JobResult>} runJob runs a job's lines as a runner's shell does
 * @property {(request: import("./machine.mjs").ProgramRequest & {machine?: Machine}) => Promise<JobResult>} runProgram
 *   runs one program, such as "buildah", with arguments as they are
 * @property {(reference: string) => Promise<import("./images.mjs").StoredIndex>} readIndex what the registry holds
 * @property {(repository: string) => Promise<string[]>} listReferences all names with tags of it and those below it
 * @property {(repository: string, digest: string, path: string) => Promise<Buffer>} readImageFile a file in an image
 * @property {() => Promise<void>} close ends all processes and removes all files
 */

/**
 * @param {{tools?: import("../setup/buildah.mjs").BuildahTools, log?: (line: string) => void}} [options] tools of
 *   `setUpSystemBuildah` for an older Buildah
 * @returns {Promise<Testbed>}
 * @throws {Error} one sentence, when Buildah cannot be set up or run here
 */
export async function startTestbed({ tools: given, log = () => {} } = {}) {
  const tools = given ?? (await setUpBuildah({ log }));
  const emulation = await startEmulation(tools);
  const folder = await mkdtemp(join(tmpdir(), "buildah-testbed-"));
  const registry = await startRegistry({
    tools,
    folder: join(folder, "registry"),
    user: "gitlab-ci-token",
    // With characters that a shell would change if a script did not quote them.
    password: "pass $word 'and' \"more\"",
  });
  const reader = join(folder, "reader");
  const skopeo = await prepareSkopeo(tools.skopeo, reader, registry, emulation.entry);

  const newMachine = () =>
    prepareMachine({ parent: folder, tools, registry: registry.address, entry: emulation.entry });
  /** @type {Testbed["runProgram"]} */
  const runProgram = async ({ machine, ...request }) => {
    return await runOnMachine(machine ?? (await newMachine()), request, { keepsImages: machine !== undefined });
  };
  /** @type {Testbed["runJob"]} */
  const runJob = async ({ script, ...request }) => {
    const file = join(await mkdtemp(join(folder, "script-")), "script.sh");
    await writeFile(file, `${script.join("\n")}\n`);
    // before_script and script in one shell with these options, as shells/bash.go of gitlab-runner has it.
    return await runProgram({ ...request, program: "bash", args: ["-eo", "pipefail", file] });
  };
  return {
    tools,
    registry,
    emulation,
    folder,
    newMachine,
    runJob,
    runProgram,
    readIndex: (reference) => readIndex(skopeo, reference),
    listReferences: registry.listReferences,
    readImageFile: (repository, digest, path) => readImageFile(skopeo, { repository, digest, path, scratch: reader }),
    close: async () => {
      await registry.stop();
      await endProcesses(folder);
      await emulation.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Prepares a home with the login, to read back what jobs pushed.
 * @param {string} program
 * @param {string} folder
 * @param {import("./registry.mjs").Registry} registry
 * @param {import("./sandbox.mjs").Entry} entry
 * @returns {Promise<import("./images.mjs").RunSkopeo>}
 */
async function prepareSkopeo(program, folder, { address, user, password }, entry) {
  const auth = Buffer.from(`${user}:${password}`).toString("base64");
  await writeContainersConfig(folder, address, { "auth.json": JSON.stringify({ auths: { [address]: { auth } } }) });
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    TMPDIR: folder,
    REGISTRY_AUTH_FILE: join(folder, ".config", "containers", "auth.json"),
  };
  return async (args) => {
    const { code, stdout, stderr } = await runSandboxed({
      program,
      args,
      cwd: folder,
      env,
      // Several may run at once, so those of one call are recognised by their mounts, not by this.
      folder: join(folder, "none"),
      entry,
      covers: systemState([folder, program]),
      timeoutSeconds: 60,
    });
    if (code !== 0) throw new Error(`skopeo ${args[0]} ended with ${code}: ${stderr.trim()}`);
    return stdout;
  };
}
