// @ts-check
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { cp, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { runCommand } from "../setup/system.mjs";
import { DOCUMENT_PIPELINE } from "./document.mjs";
import { readPipeline } from "./pipeline.mjs";
import { createProject, predefinedVariables, runWholePipeline } from "./project.mjs";
import { startTestbed } from "./testbed.mjs";

/**
 * What the command predicts, with values in the place of variables.
 * @typedef {{image: string, job: string, platforms: {platform: string, from: string, ref: string}[], complete: boolean}} Predicted
 */

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const PIPELINES = fileURLToPath(new URL("./pipelines", import.meta.url));

/** @param {string} name */
const readText = (name) => readFileSync(join(PIPELINES, `${name}.yml`), "utf8");

describe("predictions and what really arrives in the registry", () => {
  /** @type {import("./testbed.mjs").Testbed} */
  let bed;
  /** @type {string} */
  let project;
  before(async () => {
    bed = await startTestbed();
    project = await createProject(bed);
    await cp(join(PIPELINES, "ci"), join(project, "ci"), { recursive: true });
  });
  after(() => bed?.close());

  /** @type {Map<string, string>} */
  const whole = new Map([["the pipeline of GitLab's page", DOCUMENT_PIPELINE]]);
  for (const file of readdirSync(PIPELINES).filter((name) => name.endsWith(".yml")))
    whole.set(file, readText(file.replace(".yml", "")));

  for (const [name, text] of whole) {
    it(`are the same for ${name}`, async (t) => {
      if (!bed.emulation.isAvailable) return t.skip(bed.emulation.reason);
      const { predicted, stored } = await run(text);
      assert.ok(predicted.length > 0);
      assert.ok(predicted.every(({ complete }) => complete));
      checkIndexes(predicted, stored);
    });
  }

  it("are the same where an image is left out of the list", async (t) => {
    if (!bed.emulation.isAvailable) return t.skip(bed.emulation.reason);
    const { predicted, stored, report } = await run(readText("broken/missing-add"));
    checkIndexes(predicted, stored);
    assert.deepEqual(
      predicted[0]?.platforms.map(({ platform }) => platform),
      ["linux/amd64"],
    );
    assert.match(report, /IMAGE:arm64 for linux\/arm64, which build: \[arm64\] pushes, is never added/);
  });

  it("are the same where a job pushes over the tag of another", async (t) => {
    if (!bed.emulation.isAvailable) return t.skip(bed.emulation.reason);
    const { predicted, stored, report } = await run(readText("broken/tag-collision"));
    checkIndexes(predicted, stored);
    assert.deepEqual(
      predicted[0]?.platforms.map(({ platform, from }) => [platform, from]),
      [["linux/arm64", "arm64"]],
    );
    assert.match(report, /arm64 pushes \S+:build over what amd64 pushed/);
  });

  it("are the same where two images are for one platform", async () => {
    const { predicted, stored, report } = await run(readText("broken/wrong-platform"));
    checkIndexes(predicted, stored);
    assert.deepEqual(
      predicted[0]?.platforms.map(({ platform }) => platform),
      ["linux/amd64", "linux/amd64"],
    );
    assert.match(report, /linux\/amd64 is in it twice/);
  });

  it("are the same where a list is pushed like an image", async (t) => {
    if (!bed.emulation.isAvailable) return t.skip(bed.emulation.reason);
    const { predicted, stored } = await run(readText("broken/push-of-a-list"));
    // Of the first list one image arrives, which is no index; the second one is made of it.
    assert.deepEqual(
      predicted.map(({ image }) => image.replace(/^.*:/, "")),
      ["second"],
    );
    assert.deepEqual(
      predicted[0]?.platforms.map(({ platform }) => platform),
      ["linux/amd64"],
    );
    checkIndexes(predicted, stored);
  });

  for (const [name, what] of [
    ["broken/two-platforms-one-tag", "where a build gives one name to two images"],
    ["broken/tag-race", "where two jobs push one tag at the same time"],
  ]) {
    it(`leave out what is a matter of luck, ${what}`, async (t) => {
      if (!bed.emulation.isAvailable) return t.skip(bed.emulation.reason);
      const { predicted, stored } = await run(readText(/** @type {string} */ (name)));
      assert.deepEqual(
        predicted.map(({ platforms, complete }) => [platforms, complete]),
        [[[], false]],
      );
      const arrived = stored.get(/** @type {Predicted} */ (predicted[0]).image);
      assert.equal(arrived?.images.length, 1);
      assert.match(arrived?.platforms[0] ?? "", /^linux\/(amd64|arm64)$/);
    });
  }

  it("are not whole where an image is added that nobody pushes", async () => {
    const text = DOCUMENT_PIPELINE.replace(
      "docker://$CI_REGISTRY_IMAGE:arm64",
      "docker://$CI_REGISTRY_IMAGE:arm",
    ).replace(/build-arm64:\n(?: .*\n)+\n/, "");
    const folder = await mkdtemp(join(bed.folder, "predicted-"));
    const { predicted, report } = await predict(folder, text.replace('"build-arm64", ', ""));
    assert.deepEqual(
      predicted.map(({ platforms, complete }) => [platforms.length, complete]),
      [[1, false]],
    );
    assert.match(report, /No job pushes \$CI_REGISTRY_IMAGE:arm before/);
    await assert.rejects(run(text.replace('"build-arm64", ', "")), /reading manifest arm in \S+: manifest unknown/);
  });

  /**
   * Predicts the indexes of a pipeline, then runs it and reads what it pushed.
   * @param {string} text
   * @returns {Promise<{predicted: Predicted[], stored: Map<string, import("./images.mjs").StoredIndex>, report: string}>}
   *   stored: what the registry has by its name; report: the prediction as text
   */
  async function run(text) {
    const { predicted, report } = await predict(project, text);
    const predefined = predefinedVariables(bed);
    const jobs = readPipeline(text, (path) => readFileSync(join(project, path), "utf8"));
    const left = await runWholePipeline(bed, jobs, { project, predefined });
    /** @type {Record<string, string>} */
    const values = { ...predefined, ...left.variables };
    const fill = (/** @type {string} */ name) =>
      withTag(
        name
          .replaceAll(/\$\{(\w+)\}|\$(\w+)/g, (all, braced, plain) => values[braced ?? plain] ?? all)
          .replaceAll(/\$\(cat ([^)]+)\)/g, (all, path) => left.files[path] ?? all),
      );
    const names = await bed.listReferences(predefined.CI_REGISTRY_IMAGE);
    const found = await Promise.all(
      names.map(async (name) => /** @type {const} */ ([name, await bed.readIndex(name)])),
    );
    const filled = predicted.map((index) => {
      const platforms = index.platforms.map((entry) => ({ ...entry, ref: fill(entry.ref) }));
      return { ...index, image: fill(index.image), platforms };
    });
    for (const { ref } of filled.flatMap(({ platforms }) => platforms))
      if (ref.includes("@")) found.push([ref, await bed.readIndex(ref)]);
    return { predicted: filled, stored: new Map(found), report };
  }
});

/**
 * @param {string} folder
 * @param {string} text
 * @returns {Promise<{predicted: Predicted[], report: string}>}
 */
async function predict(folder, text) {
  await writeFile(join(folder, ".gitlab-ci.yml"), text);
  const [json, report] = await Promise.all(
    ["json", "text"].map(async (format) => {
      const args = [CLI, "predict", "--format", format, ".gitlab-ci.yml"];
      const { code, stdout, stderr } = await runCommand(process.execPath, args, { cwd: folder });
      assert.equal(code, 0, stderr);
      return stdout;
    }),
  );
  return { predicted: JSON.parse(json ?? "").indexes, report: report ?? "" };
}

/**
 * Fails unless the registry has exactly the predicted indexes, with exactly the predicted entries, each of them the
 * image of the reference that is said.
 * @param {Predicted[]} predicted
 * @param {Map<string, import("./images.mjs").StoredIndex>} stored
 */
function checkIndexes(predicted, stored) {
  const arrived = [...stored].filter(([name, { isIndex }]) => isIndex && !name.includes("@")).map(([name]) => name);
  assert.deepEqual(predicted.map(({ image }) => image).sort(), arrived.sort());
  for (const { image, platforms } of predicted) {
    const { images } = /** @type {import("./images.mjs").StoredIndex} */ (stored.get(image));
    const said = platforms.map(({ platform, ref }) => ({ platform, digests: digestsOf(stored.get(ref)) }));
    // In which order one build adds its images is a matter of luck; of what stands in no registry the place is not known.
    const isOrdered = said.every(({ digests }) => digests?.length === 1);
    const names = images.map(({ platform }) => platformName(platform));
    const expected = said.map(({ platform }) => platform);
    assert.deepEqual(isOrdered ? names : names.sort(), isOrdered ? expected : expected.sort(), image);
    for (const { platform, digests } of said) {
      const entries = images.filter((entry) => platformName(entry.platform) === platform);
      assert.ok(
        entries.some(({ digest }) => digests?.includes(digest) ?? true),
        `${platform} of ${image}`,
      );
    }
  }
}

/** @param {import("./images.mjs").StoredIndex | undefined} stored */
function digestsOf(stored) {
  return stored && (stored.isIndex ? stored.images.map(({ digest }) => digest) : [stored.digest]);
}

/**
 * The usual form of a platform, in which the usual variant is not written (containerd/platforms).
 * @param {import("./images.mjs").Platform | undefined} platform
 */
function platformName({ os, architecture, variant } = { os: "", architecture: "" }) {
  const isUsual = !variant || `${architecture}/${variant}` === "arm64/v8";
  return isUsual ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

/** @param {string} name of an image; without tag and digest it has the tag `latest` */
function withTag(name) {
  return /@|:[^/]*$/.test(name) ? name : `${name}:latest`;
}
