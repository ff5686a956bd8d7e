import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Analyser } from "../../src/features/analysis";
import { meantHostedTag } from "../../src/images/hostedRunners";
import extendsArrayReplaced from "../../src/rules/extends-array-replaced";
import k8sNodeSelectorMissing from "../../src/rules/k8s-node-selector-missing";
import matrixTagsStatic from "../../src/rules/matrix-tags-static";
import needsLaterStage from "../../src/rules/needs-later-stage";
import needsMaybeAbsent from "../../src/rules/needs-maybe-absent";
import producerManual from "../../src/rules/producer-manual";
import type { Rule } from "../../src/rules/rule";
import rulesAsymmetric from "../../src/rules/rules-asymmetric";
import runnerUntagged from "../../src/rules/runner-untagged";
import stageUndefined from "../../src/rules/stage-undefined";
import triggerChildRace from "../../src/rules/trigger-child-race";
import { applyEdits } from "../../src/text/finding";
import { analyseFiles } from "./fixtures";

describe("a tag that no hosted runner has", () => {
  it("can have meant one of the same architecture", () => {
    assert.equal(meantHostedTag("saas-linux-small-arm"), "saas-linux-small-arm64");
    assert.equal(meantHostedTag("saas-linux-large-aarch64"), "saas-linux-large-arm64");
    assert.equal(meantHostedTag("saas-linux-2xlarge-arm64"), "saas-linux-large-arm64");
    assert.equal(meantHostedTag("saas-linux-4xlarge-amd64"), "saas-linux-large-amd64");
    assert.equal(meantHostedTag("saas-linux-medum-amd64"), "saas-linux-medium-amd64");
    assert.equal(meantHostedTag("saas-linux-small-s390x"), undefined);
  });
});

/** The lines that the fixes of each finding add, trimmed. */
function addedLines(rule: Rule, text: string): string[][] {
  const { findings } = analyseFiles({ ".gitlab-ci.yml": text }, new Analyser([rule]));
  const before = text.split("\n");
  return findings.map(({ fixes }) =>
    fixes.flatMap(({ edits }) =>
      applyEdits(text, edits)
        .split("\n")
        .filter((line) => !before.includes(line))
        .map((line) => line.trim()),
    ),
  );
}

const build = (extra = "") => `
build-arm64:
  stage: build
${extra}  script:
    - buildah build --platform linux/arm64 -t $CI_REGISTRY_IMAGE:arm64 .
    - buildah push $CI_REGISTRY_IMAGE:arm64
`;
const index = `
index:
  stage: deploy
  script:
    - buildah manifest create list docker://$CI_REGISTRY_IMAGE:arm64
`;

describe("what the fixes write", () => {
  it("the stage of the needed job, also where none is named", () => {
    const text = (stage: string) => `a:\n${stage}  needs: [b]\n  script: x\nb: {stage: deploy, script: x}\n`;
    assert.deepEqual(addedLines(needsLaterStage, text("  stage: build\n")), [["stage: deploy"]]);
    assert.deepEqual(addedLines(needsLaterStage, text("")), [["stage: deploy"]]);
  });
  it("a stage that is near, and one more stage", () => {
    assert.deepEqual(addedLines(stageUndefined, "stages: [build, join]\na:\n  stage: jion\n  script: x\n"), [
      ["stage: join", "stages: [build, join, jion]"],
    ]);
  });
  it("a need that is optional", () => {
    const text = `${build("  rules: [{if: $CI_COMMIT_TAG}]\n")}${index.replace("script:", "needs:\n    - build-arm64\n  script:")}`;
    assert.deepEqual(addedLines(needsMaybeAbsent, text), [['- {job: "build-arm64", optional: true}']]);
  });
  it("the rules of the builder", () => {
    const text = `${build("  rules: [{if: $CI_COMMIT_TAG}]\n")}${index}`;
    assert.deepEqual(addedLines(rulesAsymmetric, text), [['rules: !reference ["build-arm64", rules]']]);
  });
  it("that later stages wait", () => {
    assert.deepEqual(addedLines(producerManual, `${build("  when: manual\n")}${index}`), [["allow_failure: false"]]);
  });
  it("that a trigger waits", () => {
    const text = `child:\n  stage: build\n  trigger:\n    include: x.yml\n${index}`;
    assert.deepEqual(addedLines(triggerChildRace, text), [["strategy: depend"]]);
  });
  it("a reference to the lost lines", () => {
    const text =
      ".a:\n  before_script:\n    - buildah login -u x registry.example.com\nb:\n  extends: .a\n  before_script:\n    - buildah info\n  script: x\n";
    assert.deepEqual(addedLines(extendsArrayReplaced, text), [["- !reference [.a, before_script]"]]);
  });
  it("tags of hosted runners, and variables in them", () => {
    assert.deepEqual(addedLines(runnerUntagged, build()), [["tags: [saas-linux-small-arm64]"]]);
    const matrix = (tag: string) =>
      `a:\n  parallel:\n    matrix:\n      - ARCH: [amd64, arm64]\n  tags: [${tag}]\n  script: buildah build --platform linux/$ARCH .\n`;
    assert.deepEqual(addedLines(matrixTagsStatic, matrix("saas-linux-small-amd64")), [
      ["tags: [saas-linux-small-$ARCH]"],
    ]);
    assert.deepEqual(addedLines(matrixTagsStatic, matrix("saas-linux-medium-amd64")), [[]]);
  });
  it("a node selector", () => {
    const text = build("  tags: [cluster]\n  variables:\n    KUBERNETES_CPU_LIMIT: 2\n");
    assert.deepEqual(addedLines(k8sNodeSelectorMissing, text), [
      ['KUBERNETES_NODE_SELECTOR_ARCH: "kubernetes.io/arch=arm64"'],
    ]);
  });
});
