// @ts-check
import { after, before, describe, it } from "node:test";
import { DOCUMENT_PIPELINE } from "./document.mjs";
import { readPipeline } from "./pipeline.mjs";
import { assertBothPlatforms, createProject, predefinedVariables, runWholePipeline } from "./project.mjs";
import { startTestbed } from "./testbed.mjs";

describe("the pipeline of GitLab's page on the real Buildah", () => {
  /** @type {import("./testbed.mjs").Testbed} */
  let bed;
  /** @type {string} */
  let project;
  before(async () => {
    bed = await startTestbed();
    project = await createProject(bed);
  });
  after(() => bed?.close());

  it("pushes an index of amd64 and arm64", async (t) => {
    if (!bed.emulation.isAvailable) return t.skip(bed.emulation.reason);
    const predefined = predefinedVariables(bed);
    await runWholePipeline(bed, readPipeline(DOCUMENT_PIPELINE), { project, predefined });
    await assertBothPlatforms(bed, predefined.CI_REGISTRY_IMAGE);
  });
});
