// @ts-check
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { findProcesses } from "./processes.mjs";
import { startTestbed } from "./testbed.mjs";

const LOGIN = 'echo "$CI_REGISTRY_PASSWORD" | buildah login -u "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"';

describe("the testbed", () => {
  /** @type {import("./testbed.mjs").Testbed} */
  let bed;
  /** @type {Record<string, string>} */
  let variables;
  before(async () => {
    bed = await startTestbed();
    const { address, user, password } = bed.registry;
    variables = { CI_REGISTRY: address, CI_REGISTRY_USER: user, CI_REGISTRY_PASSWORD: password };
  });
  after(() => bed?.close());

  it("stops a script at the first failure, also in a pipe", async () => {
    const { code, output } = await bed.runJob({ script: ["echo one", "false | cat", "echo two"] });
    assert.deepEqual([code, output], [1, "one\n"]);
  });

  it("hands variables over by the environment only", async () => {
    const script = ['printf "%s" "$VALUE"', "cat"];
    const { code, stdout } = await bed.runJob({ script, variables: { VALUE: "a 'b' \"$c\"\n" } });
    assert.deepEqual([code, stdout], [0, "a 'b' \"$c\"\n"]);
  });

  it("has a registry that wants the login", async () => {
    const wrong = await bed.runJob({ script: [LOGIN], variables: { ...variables, CI_REGISTRY_PASSWORD: "wrong" } });
    assert.equal(wrong.code, 125);
    assert.match(wrong.stderr, /invalid username\/password/);
    const right = await bed.runJob({ script: [LOGIN], variables });
    assert.deepEqual([right.code, right.output], [0, "Login Succeeded!\n"]);
    assert.equal((await fetch(`http://${bed.registry.address}/v2/`)).status, 401);
  });

  it("gives each job a machine of its own, unless told otherwise", async () => {
    const create = { script: ["buildah manifest create list"] };
    const exists = { script: ["buildah manifest exists list"] };
    assert.equal((await bed.runJob(create)).code, 0);
    assert.equal((await bed.runJob(exists)).code, 1);
    const machine = await bed.newMachine();
    assert.equal((await bed.runJob({ ...create, machine })).code, 0);
    assert.equal((await bed.runJob({ ...exists, machine })).code, 0);
  });

  it("runs one program with its arguments as they are", async () => {
    const { code, stdout } = await bed.runProgram({ program: "buildah", args: ["--version"] });
    assert.equal(code, 0);
    assert.ok(stdout.startsWith(`buildah version ${bed.tools.version} `), stdout);
  });

  it("runs programs for arm64", async (t) => {
    if (!bed.emulation.isAvailable) return t.skip(bed.emulation.reason);
    const { stdout } = await bed.runProgram({ program: bed.tools.busybox.arm64, args: ["uname", "-m"] });
    assert.equal(stdout, "aarch64\n");
  });

  it("ends what a job leaves running", async () => {
    const { code, seconds } = await bed.runJob({ script: ["setsid sleep 60 &", "sleep 60 &"] });
    assert.equal(code, 0);
    assert.ok(seconds < 30, `${seconds} s`);
    assert.deepEqual(await sleepers(), []);
  });

  it("ends a job that takes too long", async () => {
    const { code, isTimedOut } = await bed.runJob({ script: ["sleep 60"], timeoutSeconds: 0.5 });
    assert.deepEqual([code, isTimedOut], [137, true]);
    assert.deepEqual(await sleepers(), []);
  });

  it("leaves no process, mount or file", async () => {
    const other = await startTestbed();
    await other.runJob({ script: ["buildah from scratch"] });
    await other.close();
    assert.equal(existsSync(other.folder), false);
    assert.deepEqual(await findProcesses(other.folder), []);
    const mounts = await readFile("/proc/self/mountinfo", "utf8");
    assert.ok(!mounts.includes(other.folder) && !mounts.includes("qemu"));
    await assert.rejects(fetch(`http://${other.registry.address}/v2/`));
  });

  /** The processes of this testbed's jobs, of which none shall be left. */
  async function sleepers() {
    const folders = (await readdir(bed.folder)).filter((name) => name.startsWith("machine-"));
    const found = await Promise.all(folders.map((name) => findProcesses(`${bed.folder}/${name}`)));
    return found.flat();
  }
});
