// @ts-check
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { startTestbed } from "./testbed.mjs";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

describe("the check of this machine with the real Buildah", () => {
  /** @type {import("./testbed.mjs").Testbed} */
  let bed;
  before(async () => {
    bed = await startTestbed();
  });
  after(() => bed?.close());

  /** @param {string[]} args */
  const check = async (...args) => {
    const project = join(bed.folder, "empty");
    await mkdir(project, { recursive: true });
    const program = { program: process.execPath, args: [cli, "doctor", "--format", "json", ...args], project };
    const { code, stdout, stderr } = await bed.runProgram({ ...program, timeoutSeconds: 120 });
    assert.equal(stderr, "");
    /** @type {{id: string, state: string, message: string}[]} */
    const checks = JSON.parse(stdout).checks;
    return { code, checks: new Map(checks.map((each) => [each.id, each])) };
  };

  it("finds Buildah, a storage driver that works and room for images", async () => {
    const { checks } = await check();
    assert.match(checks.get("engine")?.message ?? "", /^Buildah 1\.\d+\.\d+ \(/);
    assert.equal(checks.get("engine")?.state, "ok");
    assert.match(checks.get("storage-driver")?.state ?? "", /^(ok|warning)$/);
    assert.ok(checks.has("disk"));
    assert.equal(checks.get("platform:linux/amd64")?.state, "ok");
  });

  it("sees whether the kernel starts programs of another architecture", async (t) => {
    if (!bed.emulation.isAvailable) return t.skip(bed.emulation.reason);
    const { checks } = await check("--platform", "linux/arm64", "--platform", "linux/s390x");
    assert.equal(checks.get("platform:linux/arm64")?.state, "ok");
    assert.equal(checks.get("platform:linux/s390x")?.state, "warning");
  });

  it("asks a registry only when it is told to, and says why it does not answer", async () => {
    const { code, checks } = await check("--registry", "localhost:1");
    assert.equal(checks.get("registry:localhost:1")?.state, "failure");
    assert.equal(code, 1);
    assert.ok(![...(await check()).checks.keys()].some((id) => id.startsWith("registry:")));
  });
});
