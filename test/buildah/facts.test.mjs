// @ts-check
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { DOCUMENT_PIPELINE } from "./document.mjs";
import { readPipeline } from "./pipeline.mjs";
import { createProject, predefinedVariables, runPipelineJob } from "./project.mjs";
import { startTestbed } from "./testbed.mjs";

// What the pages of these rules say happens, on the real tool. Each test is named by the rule's id.
describe("facts that rules rely on", () => {
  /** @type {import("./testbed.mjs").Testbed} */
  let bed;
  /** @type {string} */
  let project;
  before(async () => {
    bed = await startTestbed();
    project = await createProject(bed);
  });
  after(() => bed?.close());

  it("manifest-race: without needs, the manifest job fails when it comes first", async () => {
    const predefined = predefinedVariables(bed);
    const { manifest } = jobsByName(withoutNeeds(DOCUMENT_PIPELINE));
    assert.deepEqual(manifest.needs, []);
    const { code, stderr } = await runPipelineJob(bed, manifest, { project, predefined });
    assert.equal(code, 125);
    assert.match(stderr, /reading manifest amd64 in \S+: manifest unknown/);
    await assert.rejects(bed.readIndex(`${predefined.CI_REGISTRY_IMAGE}:latest`), /manifest unknown/);
  });

  it("manifest-race: without needs, the manifest job takes the images of the last pipeline", async () => {
    const predefined = predefinedVariables(bed);
    const { amd64, manifest } = jobsByName(withoutNeeds(ONLY_AMD64));
    const image = predefined.CI_REGISTRY_IMAGE;
    await expectSuccess(runPipelineJob(bed, amd64, { project, predefined }));
    const old = await bed.readIndex(`${image}:amd64`);

    const changed = { ...amd64, script: amd64.script.map((line) => line.replace(" -t", " --build-arg NAME=you -t")) };
    await expectSuccess(runPipelineJob(bed, manifest, { project, predefined }));
    await expectSuccess(runPipelineJob(bed, changed, { project, predefined }));
    const index = await bed.readIndex(`${image}:latest`);
    const current = await bed.readIndex(`${image}:amd64`);
    assert.notEqual(current.digest, old.digest);
    assert.deepEqual(
      index.images.map(({ digest }) => digest),
      [old.digest],
    );
  });

  it("tag-collision-arch: two platforms under one tag leave an index with one of them", async (t) => {
    if (!bed.emulation.isAvailable) return t.skip(bed.emulation.reason);
    const predefined = predefinedVariables(bed);
    const colliding = DOCUMENT_PIPELINE.replaceAll(/IMAGE:(amd64|arm64)/g, "IMAGE:build");
    const { amd64, arm64, manifest } = jobsByName(colliding);
    for (const job of [amd64, arm64, manifest]) {
      await expectSuccess(runPipelineJob(bed, job, { project, predefined }));
    }
    const index = await bed.readIndex(`${predefined.CI_REGISTRY_IMAGE}:latest`);
    assert.ok(index.isIndex);
    assert.deepEqual(index.platforms, ["linux/arm64"]);
  });

  it("build-multi-platform-tag: two platforms with -t leave one image under the tag", async (t) => {
    if (!bed.emulation.isAvailable) return t.skip(bed.emulation.reason);
    const predefined = predefinedVariables(bed);
    const { amd64 } = jobsByName(DOCUMENT_PIPELINE);
    const script = amd64.script.map((line) => line.replace("linux/amd64", "linux/amd64,linux/arm64"));
    const { output } = await expectSuccess(runPipelineJob(bed, { ...amd64, script }, { project, predefined }));
    assert.match(output, /\[linux\/amd64\] .*COMMIT/);
    assert.match(output, /\[linux\/arm64\] .*COMMIT/);
    const stored = await bed.readIndex(`${predefined.CI_REGISTRY_IMAGE}:amd64`);
    assert.equal(stored.isIndex, false);
    assert.equal(stored.images.length, 1);
  });
});

/** The same pipeline for one platform, which needs no emulation. */
const ONLY_AMD64 = DOCUMENT_PIPELINE.replace(/build-arm64:\n(?: .*\n)+\n/, "")
  .replace('"build-arm64", ', "")
  .replace(/ {4}- .*docker:\S+:arm64\n/, "");

/** @param {string} text */
function withoutNeeds(text) {
  return text.replace(/ {2}needs: .*\n/, "");
}

/** @param {string} text */
function jobsByName(text) {
  const jobs = readPipeline(text);
  /** @param {string} name */
  const job = (name) => /** @type {import("./pipeline.mjs").PipelineJob} */ (jobs.find((each) => each.name === name));
  return { amd64: job("build-amd64"), arm64: job("build-arm64"), manifest: job("create_manifest") };
}

/** @param {Promise<import("./testbed.mjs").JobResult>} running */
async function expectSuccess(running) {
  const result = await running;
  assert.equal(result.code, 0, result.output);
  return result;
}
