import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeVersion, readBuildahVersion } from "../../src/images/version";
import type { Rule } from "../../src/rules/rule";
import { Linter } from "../../src/rules/run";
import { analyseFiles } from "./fixtures";

const digest = `sha256:${"0".repeat(64)}`;

/** The version of a job with this `image:`, as it is described, with where it comes from. */
function versionOf(image: string, buildahVersion?: string): string {
  const { flows, texts } = analyseFiles({ ".gitlab-ci.yml": `a:\n  ${image}\n  script: buildah info\n` });
  const settings = buildahVersion === undefined ? {} : { buildahVersion };
  const version = readBuildahVersion(flows[0]!.runs[0]!, settings, (file) => texts.get(file));
  return `${version.source}: ${describeVersion(version)}`;
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

  it("is asked for again when only the comment changes", () => {
    const rule: Rule = {
      id: "x",
      summary: "",
      severity: "error",
      confidence: "certain",
      fixes: [],
      job: (run, { report, versionOf: ask }) => report({ at: run.job.location, message: describeVersion(ask(run)) }),
    };
    const text = `a:\n  image: quay.io/buildah/stable@${digest} # v1.28.0\n  script: buildah info\n`;
    const { flows } = analyseFiles({ ".gitlab-ci.yml": text });
    const linter = new Linter([rule]);
    const subject = {
      flows,
      runners: [],
      containerfiles: [],
      configurations: [],
      settings: {},
      containerfileOf: () => undefined,
      buildsOf: () => [],
    };
    const say = (now: string) => {
      const file = flows[0]!.pipeline.root;
      return linter.lint([subject], new Map([[file, now]])).findings.map(({ message }) => message);
    };
    assert.deepEqual(say(text), ["Buildah 1.28"]);
    assert.deepEqual(say(text.replace("1.28", "1.39")), ["Buildah 1.39"]);
  });
});
