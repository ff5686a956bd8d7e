import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Analyser } from "../../src/features/analysis";
import type { JobRun } from "../../src/images/flow";
import { describeVersion } from "../../src/images/version";
import type { Rule } from "../../src/rules/rule";
import { analyseFiles } from "./fixtures";

const digest = `sha256:${"0".repeat(64)}`;

/** The run of a job with this `image:`. */
function runOf(image: string, buildahVersion?: string, script = "buildah info"): JobRun {
  const { flows } = analyseFiles({
    ".gitlab-ci.yml": `a:\n  ${image}\n  script: ${script}\n`,
    ".buildah-pipelines.yml": buildahVersion === undefined ? "" : `buildahVersion: "${buildahVersion}"\n`,
  });
  return flows[0]!.runs[0]!;
}

/** The version of a job with this `image:`, as it is described, with where it comes from. */
function versionOf(image: string, buildahVersion?: string): string {
  const { buildah } = runOf(image, buildahVersion);
  return `${buildah.source}: ${describeVersion(buildah)}`;
}

describe("the Buildah of a job", () => {
  it("is that of the image's tag, also with a digest", () => {
    assert.equal(versionOf("image: quay.io/buildah/stable:v1.39.3"), "image: Buildah 1.39");
    assert.equal(versionOf(`image: quay.io/containers/buildah:v1.28@${digest}`, "1.40"), "image: Buildah 1.28");
  });

  it("is that of a comment behind the digest of Buildah's own image", () => {
    for (const rest of ["# v1.39.3", '" # 1.39', "  # renovate: tag=v1.39.3, pinned"]) {
      const quote = rest.startsWith('"') ? '"' : "";
      assert.equal(
        versionOf(`image: ${quote}quay.io/buildah/stable@${digest}${rest.replace(/^#/, " #")}`),
        "comment: Buildah 1.39",
      );
    }
    assert.equal(versionOf(`image: {name: quay.io/buildah/stable@${digest}} # v1.28.2`), "comment: Buildah 1.28");
    for (const image of [
      `registry.example.com/fedora@${digest} # v40.1`,
      `quay.io/buildah/stable@${digest} # latest`,
    ]) {
      assert.match(versionOf(`image: ${image}`), /^newest/);
    }
  });

  it("is the one that is set, else the newest, and a sentence says so", () => {
    assert.equal(versionOf("image: fedora:40", "1.40.1"), "setting: Buildah 1.40 (set as buildahVersion)");
    assert.equal(
      versionOf("image: quay.io/buildah/stable"),
      "newest: Buildah 1.44 (assumed, for the image does not tell)",
    );
    assert.match(versionOf("image: $TOOLS"), /^newest/);
  });

  it("is named in a message that depends on it", () => {
    const pipeline = "a:\n  image: tools\n  script: buildah build --platform arm64 .\n";
    const { findings } = analyseFiles({
      ".gitlab-ci.yml": pipeline,
      ".buildah-pipelines.yml": "buildahVersion: 1.28\n",
    });
    assert.match(findings[0]!.message, /Buildah 1\.28 \(set as buildahVersion\) wants an operating system/);
  });

  it("decides which flags there are, whatever tells it", () => {
    const areKnown = (image: string, set?: string) =>
      runOf(image, set, "buildah build --cw type=snp -t app .").calls[0]!.flags.map(({ isKnown }) => isKnown);
    assert.deepEqual(areKnown("image: quay.io/buildah/stable:v1.28.0"), [false, true]);
    assert.deepEqual(areKnown(`image: quay.io/buildah/stable@${digest} # v1.28.0`), [false, true]);
    assert.deepEqual(areKnown("image: tools", "1.28"), [false, true]);
    assert.deepEqual(areKnown("image: tools", "1.39"), [true, true]);
    assert.deepEqual(areKnown("image: tools"), [true, true]);
  });

  it("is that of an image in a variable", () => {
    const image = "image: $IMAGE:$TAG\n  variables: { IMAGE: quay.io/buildah/stable, TAG: v1.38.0 }";
    assert.equal(versionOf(image), "image: Buildah 1.38");
  });

  it("is another one when only the comment changes", () => {
    const rule: Rule = {
      id: "x",
      summary: "",
      severity: "error",
      confidence: "certain",
      fixes: [],
      job: (run, { report, versionOf: ask }) => report({ at: run.job.location, message: describeVersion(ask(run)) }),
    };
    const analyser = new Analyser([rule]);
    const say = (version: string) => {
      const text = `a:\n  image: quay.io/buildah/stable@${digest} # ${version}\n  script: buildah info\n`;
      return analyseFiles({ ".gitlab-ci.yml": text }, analyser).findings.map(({ message }) => message);
    };
    assert.deepEqual(say("v1.28.0"), ["Buildah 1.28"]);
    assert.deepEqual(say("v1.39.0"), ["Buildah 1.39"]);
  });
});
