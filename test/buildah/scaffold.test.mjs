// @ts-check
import assert from "node:assert/strict";
import { mkdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { runCommand } from "../setup/system.mjs";
import { readPipeline } from "./pipeline.mjs";
import { assertBothPlatforms, createProject, predefinedVariables, runWholePipeline } from "./project.mjs";
import { startTestbed } from "./testbed.mjs";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

describe("a scaffolded pipeline on the real Buildah", () => {
  /** @type {import("./testbed.mjs").Testbed} */
  let bed;
  before(async () => {
    bed = await startTestbed();
  });
  after(() => bed?.close());

  it("pushes an index of amd64 and arm64 when nothing is chosen", async (t) => {
    if (!bed.emulation.isAvailable) return t.skip(bed.emulation.reason);
    const project = await createProject(bed);
    const predefined = predefinedVariables(bed);
    const jobs = readPipeline(await scaffold(project, ["--stdout"]));
    assert.deepEqual(
      jobs.map(({ tags }) => tags),
      [["saas-linux-small-amd64"], ["saas-linux-small-arm64"], ["saas-linux-small-amd64"]],
    );
    await runWholePipeline(bed, jobs, { project, predefined });
    await assertBothPlatforms(bed, predefined.CI_REGISTRY_IMAGE);
  });

  it("pushes the chosen name, built from the chosen file", async (t) => {
    if (!bed.emulation.isAvailable) return t.skip(bed.emulation.reason);
    const project = await createProject(bed);
    const file = "images/App server.Containerfile";
    await mkdir(join(project, "images"));
    await rename(join(project, "Containerfile"), join(project, file));
    await scaffold(project, [
      ...["--platform", "linux/arm64", "--runner", "linux/arm64=our arm machine"],
      ...["--platform", "linux/amd64", "--runner", "linux/amd64=docker"],
      ...["--image", "$CI_REGISTRY_IMAGE/app:$CI_COMMIT_REF_SLUG", "--file", file],
    ]);
    const jobs = readPipeline(await readFile(join(project, ".gitlab-ci.yml"), "utf8"));
    assert.deepEqual(jobs.flatMap(({ tags }) => tags).sort(), ["docker", "docker", "our arm machine"]);
    const predefined = predefinedVariables(bed);
    await runWholePipeline(bed, jobs, { project, predefined });
    await assertBothPlatforms(bed, `${predefined.CI_REGISTRY_IMAGE}/app`, predefined.CI_COMMIT_REF_SLUG);
  });
});

/**
 * @param {string} project
 * @param {string[]} args
 * @returns {Promise<string>} what it printed
 */
async function scaffold(project, args) {
  const { code, stdout, stderr } = await runCommand(process.execPath, [CLI, "scaffold", ...args], { cwd: project });
  assert.equal(code, 0, stderr);
  return stdout;
}
