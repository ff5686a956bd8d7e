import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Analyser } from "../../src/features/analysis";
import loginLostByOverride from "../../src/rules/login-lost-by-override";
import loginMissing from "../../src/rules/login-missing";
import manifestMissingArch from "../../src/rules/manifest-missing-arch";
import manifestNeedsPartial from "../../src/rules/manifest-needs-partial";
import manifestRace from "../../src/rules/manifest-race";
import platformAlias from "../../src/rules/platform-alias";
import pushTagMismatch from "../../src/rules/push-tag-mismatch";
import { addedLines, analyseFiles } from "./fixtures";

describe("the fix of push-tag-mismatch", () => {
  const slip = (push: string) => `
variables: {TAG: lastest}
build:
  script:
    - buildah build -t $CI_REGISTRY_IMAGE:latest -t $CI_REGISTRY_IMAGE:stable .
    - ${push}
`;
  it("writes the tag that the job makes", () => {
    assert.deepEqual(addedLines(pushTagMismatch, slip('buildah push "$CI_REGISTRY_IMAGE:stabel"')), [
      ['- buildah push "$CI_REGISTRY_IMAGE:stable"'],
    ]);
    assert.deepEqual(addedLines(pushTagMismatch, slip("buildah push $CI_REGISTRY_IMAGE:lates quay.io/example/app:1")), [
      ["- buildah push $CI_REGISTRY_IMAGE:latest quay.io/example/app:1"],
    ]);
  });
  it("leaves a variable alone, and names that are not near", () => {
    assert.deepEqual(addedLines(pushTagMismatch, slip("buildah push $CI_REGISTRY_IMAGE:$TAG")), [[]]);
    assert.deepEqual(addedLines(pushTagMismatch, slip("buildah push $CI_REGISTRY_IMAGE:amd64")), []);
  });
});

describe("the fix of manifest-missing-arch", () => {
  const pipeline = (add: string, needs = "") => `
build:
  stage: build
  parallel:
    matrix:
      - ARCH: [amd64, riscv64, arm64]
  script:
    - buildah build --platform linux/$ARCH -t $CI_REGISTRY_IMAGE:1-$ARCH .
    - buildah push $CI_REGISTRY_IMAGE:1-$ARCH
index:
  stage: deploy
${needs}  script:
    - buildah manifest create list docker://$CI_REGISTRY_IMAGE:1-amd64
${add}`;
  it("repeats the last line for the other image", () => {
    assert.deepEqual(
      addedLines(
        manifestMissingArch,
        pipeline("    - 'buildah manifest add list \"docker://$CI_REGISTRY_IMAGE:1-arm64\"'\n"),
      ),
      [["- 'buildah manifest add list \"docker://$CI_REGISTRY_IMAGE:1-riscv64\"'"]],
    );
  });
  it("adds the need that is missing", () => {
    assert.deepEqual(
      addedLines(
        manifestMissingArch,
        pipeline("    - buildah manifest add list docker://$CI_REGISTRY_IMAGE:1-arm64", "  needs: []\n"),
      ),
      [["needs: [build]", "- buildah manifest add list docker://$CI_REGISTRY_IMAGE:1-riscv64"]],
    );
  });
  it("is not offered where the line does more, or the name is written elsewhere", () => {
    for (const add of [
      "    - buildah manifest add list docker://$CI_REGISTRY_IMAGE:1-arm64 && buildah info\n",
      "    - for a in arm64; do buildah manifest add list docker://$CI_REGISTRY_IMAGE:1-$a; done\n",
      "    - |\n      buildah manifest add list docker://$CI_REGISTRY_IMAGE:1-arm64\n",
      "",
    ]) {
      assert.deepEqual(addedLines(manifestMissingArch, pipeline(add)), [[]], add);
    }
  });
});

describe("the fix of manifest-race", () => {
  const pipeline = (build: string) => `
index:
  stage: build
  script: buildah manifest create list docker://$CI_REGISTRY_IMAGE:a
build:
${build}
  script:
    - buildah build -t $CI_REGISTRY_IMAGE:a .
    - buildah push $CI_REGISTRY_IMAGE:a
`;
  it("is not offered, safe or not, where GitLab would refuse the need: a circle, a later stage", () => {
    for (const build of ["  stage: build\n  needs: [index]", "  stage: deploy\n  needs: []"]) {
      const { findings } = analyseFiles({ ".gitlab-ci.yml": pipeline(build) }, new Analyser([manifestRace]));
      assert.deepEqual(
        findings.map(({ fixes }) => fixes.length),
        [0],
        build,
      );
    }
  });
  it("is the reader's to judge where the other job is not always there", () => {
    assert.deepEqual(addedLines(manifestRace, pipeline("  stage: build\n  only: [tags]")), [
      ['needs: [{job: "build", optional: true}]'],
    ]);
  });
});

describe("the unsafe fix of manifest-needs-partial", () => {
  it("makes a need optional when the other job is not always there, and keeps the inherited needs", () => {
    const text = `
.index: {needs: [lint]}
lint: {script: shellcheck build.sh}
build:
  only: [tags]
  script:
    - buildah build -t $CI_REGISTRY_IMAGE:a .
    - buildah push $CI_REGISTRY_IMAGE:a
index:
  extends: .index
  script: buildah manifest create list docker://$CI_REGISTRY_IMAGE:a
`;
    assert.deepEqual(addedLines(manifestNeedsPartial, text), [['needs: [lint, {job: "build", optional: true}]']]);
  });
});

describe("the unsafe fix of a missing login", () => {
  const login = 'echo "$CI_REGISTRY_PASSWORD" | buildah login -u "$CI_REGISTRY_USER" --password-stdin $CI_REGISTRY';
  it("recalls the before_script that is replaced", () => {
    const text = `
default:
  before_script: ${login}
build:
  before_script: dnf install -y git
  script: buildah push $CI_REGISTRY_IMAGE:a
`;
    assert.deepEqual(addedLines(loginLostByOverride, text), [
      ["before_script:", "- !reference [default, before_script]", "- dnf install -y git"],
    ]);
  });
  it("logs in within a template that the job inherits", () => {
    const text = `
.push:
  script:
    - buildah push $CI_REGISTRY_IMAGE:$NAME
a: {extends: .push, variables: {NAME: a}}
`;
    assert.deepEqual(addedLines(loginMissing, text), [[`- ${login}`]]);
  });
});

describe("the fix of a platform that is written in pieces", () => {
  const pipeline = `
.build:
  variables: {ARCH: 'x86_64'} # the machine's own name
  script: buildah build --platform linux/$ARCH -t $CI_REGISTRY_IMAGE:$ARCH .
first: {extends: .build}
second: {extends: .build}
`;
  it("changes the piece that is wrong, keeps the rest of its line, and names all who read it", () => {
    const { findings } = analyseFiles({ ".gitlab-ci.yml": pipeline }, new Analyser([platformAlias]));
    assert.deepEqual(
      findings.map(({ fixes }) => fixes.map(({ title }) => title)),
      [["Change x86_64 to amd64 (in first and second)"]],
    );
    assert.deepEqual(addedLines(platformAlias, pipeline), [["variables: {ARCH: 'amd64'} # the machine's own name"]]);
  });
  it("is not offered where two pieces would have to change, or one is not known", () => {
    for (const value of ["$OS/$ARCH", "linux/$ARCH"]) {
      const text = `job:\n  variables: {OS: LINUX, ARCH: x86_64}\n  script:\n    - ${value.startsWith("linux") ? "ARCH=$(uname -m)" : "true"}\n    - buildah build --platform ${value} .\n`;
      assert.deepEqual(addedLines(platformAlias, text).flat(), [], value);
    }
  });
});
