import * as assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, copyFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import { skip } from "./skip";
import { at, closeEditors, openWith } from "./workspace";

const run = promisify(execFile);
const architecture = process.arch === "x64" ? "amd64" : "arm64";
const job = `build-${architecture}`;

const pipeline = `variables:
  STORAGE_DRIVER: vfs
${job}:
  image: quay.io/buildah/stable
  script:
    - buildah build --platform=linux/${architecture} -t $CI_REGISTRY_IMAGE:${architecture} .
    - buildah push $CI_REGISTRY_IMAGE:${architecture}
`;

/** A Containerfile that needs no registry; the instruction is on line 3. */
const containerfile = (instruction: string) =>
  `FROM scratch\nCOPY busybox /bin/busybox\n${instruction}\nCMD ["/bin/busybox"]\n`;

/** What Buildah needs to know of this machine, and what it was before. */
const outer = new Map<string, string | undefined>();

interface Tools {
  buildah: string;
  busybox: Record<string, string>;
  helpers: string;
}

describe("a build with the real Buildah", () => {
  let scratch = "";
  let tools: Tools;

  before(async function () {
    this.timeout(300_000);
    if (process.platform !== "linux") skip(this, "Buildah runs on Linux only");
    scratch = await mkdtemp(path.join(tmpdir(), "buildah-pipelines-builds-"));
    tools = await setUpTools(scratch);
    setEnvironment(scratch);
    if (process.getuid?.() !== 0) {
      const mayMap = await run(tools.buildah, ["unshare", "true"]).then(
        () => true,
        () => false,
      );
      if (!mayMap) skip(this, "this user may not make user namespaces");
    }
    await useBuildah(tools.buildah);
  });

  after(async () => {
    await useBuildah(undefined);
    for (const [name, value] of outer) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    if (scratch !== "") await rm(scratch, { recursive: true, force: true });
  });

  afterEach(async () => {
    for (const execution of vscode.tasks.taskExecutions) execution.terminate();
    await closeEditors();
    await vscode.workspace.fs.delete(at("built"), { recursive: true });
  });

  const write = async (instruction: string) => {
    await openWith("built/.gitlab-ci.yml", pipeline);
    await openWith("built/Containerfile", containerfile(instruction));
    const busybox = at("built/busybox").fsPath;
    await copyFile(tools.busybox[architecture] ?? "", busybox);
    await chmod(busybox, 0o755);
  };

  it("makes the job's image and pushes nothing", async function () {
    this.timeout(60_000);
    if (await isPlainChroot()) skip(this, "Buildah runs no RUN in a chroot whose root is no mount point");
    await write('RUN ["/bin/busybox", "true"]');
    assert.equal(await build(), 0);
    const { stdout } = await run(tools.buildah, ["images", "--json"]);
    const names: string[] = JSON.parse(stdout).flatMap((image: { names?: string[] }) => image.names ?? []);
    assert.ok(names.includes(`localhost/built:${architecture}`), names.join(", "));
  });

  it("shows a failure at the instruction, until the next build", async function () {
    this.timeout(60_000);
    if (await isPlainChroot()) skip(this, "Buildah runs no RUN in a chroot whose root is no mount point");
    await write('RUN ["/bin/busybox", "false"]');
    assert.notEqual(await build(), 0);
    const [problem] = problems();
    assert.equal(problem?.source, "buildah build");
    assert.equal(problem?.range.start.line, 2);
    await openWith("built/Containerfile", containerfile('RUN ["/bin/busybox", "true"]'));
    assert.equal(await build(), 0);
    assert.deepEqual(problems(), []);
  });

  it("ends with all its processes when the task is terminated", async function () {
    this.timeout(60_000);
    if (await isPlainChroot()) skip(this, "Buildah runs no RUN in a chroot whose root is no mount point");
    await write('RUN ["/bin/busybox", "sleep", "271828"]');
    const ended = build();
    await until("the RUN instruction to run", async () => (await countProcesses("271828")) > 0);
    for (const execution of vscode.tasks.taskExecutions) execution.terminate();
    await ended;
    await until("the processes to end", async () => (await countProcesses("271828")) === 0);
  });

  it("does not begin without a Buildah", async () => {
    await write('RUN ["/bin/busybox", "true"]');
    await useBuildah("/nonexistent/buildah");
    try {
      await vscode.commands.executeCommand(
        "buildahPipelines.buildForHostPlatform",
        at("built/.gitlab-ci.yml").toString(),
        job,
      );
      assert.deepEqual(vscode.tasks.taskExecutions, []);
    } finally {
      await useBuildah(tools.buildah);
    }
  });
});

/** In such a root the kernel refuses what RUN needs: to make the mounts private, and user namespaces (pivot_root(2)). */
async function isPlainChroot(): Promise<boolean> {
  const mounts = await readFile("/proc/self/mountinfo", "utf8");
  return !mounts.split("\n").some((line) => line.split(" ")[4] === "/");
}

/** Builds the job, agreeing to the plan; the exit code, undefined when the task was terminated. */
async function build(): Promise<number | undefined> {
  const ended = new Promise<number | undefined>((resolve) => {
    const listeners = [
      vscode.tasks.onDidEndTaskProcess(({ exitCode }) => settle(exitCode)),
      // Comes alone when the terminal was closed.
      vscode.tasks.onDidEndTask(() => setTimeout(() => settle(undefined), 1000)),
    ];
    // What is typed before the plan shows has no effect, so it is typed again and again.
    const typing = setInterval(() => vscode.window.activeTerminal?.sendText("\r", false), 200);
    const settle = (code: number | undefined) => {
      clearInterval(typing);
      for (const listener of listeners) listener.dispose();
      resolve(code);
    };
  });
  const uri = at("built/.gitlab-ci.yml").toString();
  await vscode.commands.executeCommand("buildahPipelines.buildForHostPlatform", uri, job);
  return ended;
}

function problems(): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(at("built/Containerfile"));
}

/** The project's own set-up of Buildah runs outside: it is not made to be bundled. */
async function setUpTools(scratch: string): Promise<Tools> {
  const extension = vscode.extensions.all.find((one) => one.packageJSON.name === "buildah-pipelines");
  const test = vscode.Uri.joinPath(extension!.extensionUri, "test");
  const script = `
    import { setUpBuildah } from ${JSON.stringify(vscode.Uri.joinPath(test, "setup/buildah.mjs").toString())};
    import { writeContainersConfig } from ${JSON.stringify(vscode.Uri.joinPath(test, "buildah/machine.mjs").toString())};
    const tools = await setUpBuildah();
    await writeContainersConfig(${JSON.stringify(scratch)}, "localhost", {
      "storage.conf": '[storage]\\ndriver = "vfs"\\ngraphroot = "${scratch}/storage"\\nrunroot = "${scratch}/run"\\n',
      "containers.conf": '[containers]\\ndefault_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]\\n' +
        '[engine]\\nhelper_binaries_dir = ["' + tools.helpers + '"]\\n',
    });
    console.log(JSON.stringify(tools));`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

function setEnvironment(scratch: string): void {
  const own = {
    HOME: scratch,
    CONTAINERS_STORAGE_CONF: path.join(scratch, ".config/containers/storage.conf"),
    // The only isolation that works in a container as well.
    BUILDAH_ISOLATION: "chroot",
  };
  for (const [name, value] of Object.entries(own)) {
    outer.set(name, process.env[name]);
    process.env[name] = value;
  }
}

async function useBuildah(program: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration("buildahPipelines");
  await settings.update("run.buildahPath", program, vscode.ConfigurationTarget.Workspace);
}

/** How many processes have this word among their arguments. */
async function countProcesses(word: string): Promise<number> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")));
  return lines.filter((line) => line.split("\0").includes(word)).length;
}

/** Asks again and again; mocha's timeout ends it. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
