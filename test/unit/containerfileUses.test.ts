import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Analyser } from "../../src/features/analysis";
import { containerfileCandidates } from "../../src/images/containerfile";
import type { Rule } from "../../src/rules/rule";
import { analyseFiles, projectUri } from "./fixtures";

/** Says of each use of a Containerfile which jobs build which stages for what. */
const telling: Rule = {
  id: "telling",
  summary: "",
  severity: "info",
  confidence: "certain",
  fixes: [],
  containerfile: (file, { report, usesOf }) => {
    const uses = usesOf(file).map(({ jobs, targets, stages }) => {
      const names = stages.map(({ name }) => name ?? "last");
      return `${jobs.join("+")} ${targets?.map(({ architecture }) => architecture).join(",") ?? "?"} ${names.join(">")}`;
    });
    report({ at: file.stages[0]!.from.location, message: uses.join("; ") });
  },
};

const containerfile = "FROM a AS one\nFROM b AS two\nFROM c\nCOPY --from=one / /\n";
const pipeline = `
.build: {script: buildah build --platform linux/$ARCH -f docker/Containerfile --build-arg A=$ARG .}
a: {extends: .build, variables: {ARCH: amd64, ARG: 1}}
b: {extends: .build, variables: {ARCH: arm64, ARG: 1}}
c: {extends: .build, variables: {ARCH: arm64, ARG: 1}}
d: {extends: .build, variables: {ARCH: arm64, ARG: 2}}
e: {script: buildah build --platform linux/arm64 --target two docker}
f: {script: 'buildah build --platform "$(cat p)" docker'}
`;

function tell(text: string, analyser = new Analyser([telling])): string[] {
  const { findings, failures } = analyseFiles(
    { ".gitlab-ci.yml": text, "docker/Containerfile": containerfile },
    analyser,
  );
  assert.deepEqual(failures, []);
  return findings.flatMap(({ message }) => message.split("; "));
}

describe("the uses of a Containerfile", () => {
  it("are the builds of it, those that make the same of it in one", () => {
    assert.deepEqual(tell(pipeline), [
      "a amd64 one>last",
      "b+c arm64 one>last",
      "d arm64 one>last",
      "e arm64 two",
      "f ? one>last",
    ]);
  });

  it("change with the jobs", () => {
    const analyser = new Analyser([telling]);
    tell(pipeline, analyser);
    const changed = pipeline.replace(
      "c: {extends: .build, variables: {ARCH: arm64",
      "c: {extends: .build, variables: {ARCH: amd64",
    );
    assert.deepEqual(tell(changed, analyser).slice(0, 2), ["a+c amd64 one>last", "b arm64 one>last"]);
    assert.deepEqual(tell(pipeline.replace(/^f: .*\n/m, ""), analyser).at(-1), "e arm64 two");
  });
});

describe("the stages of a use", () => {
  const tellStages = (text: string, flags = "") => {
    const files = {
      ".gitlab-ci.yml": `a: {script: buildah build --platform linux/arm64 ${flags} .}`,
      Containerfile: text,
    };
    const { findings } = analyseFiles(files, new Analyser([telling]));
    return findings[0]!.message.split(" ").at(-1);
  };

  it("follow arguments to earlier stages", () => {
    const text = "ARG BASE=one\nFROM a AS one\nFROM b AS two\nFROM $BASE\n";
    assert.equal(tellStages(text), "one>last");
    assert.equal(tellStages(text, "--build-arg BASE=two"), "two>last");
    assert.equal(tellStages(text, "--build-arg BASE=c"), "last");
  });

  it("are not known where a base may be an earlier one", () => {
    const text = (base: string) => `FROM a AS build-amd64\nFROM b AS build-arm64\nFROM ${base}\n`;
    assert.equal(tellStages(text("build-$TARGETARCH")), "");
    assert.equal(tellStages(text("$REGISTRY/base")), "last");
    assert.equal(tellStages(text("base-$TARGETARCH")), "last");
  });
});

describe("where Buildah looks for a Containerfile", () => {
  const candidates = (script: string) => {
    const { flows } = analyseFiles({ ".gitlab-ci.yml": `a:\n  script:\n${script.replace(/^/gm, "    - ")}\n` });
    const build = flows[0]!.runs[0]!.events.find((event) => event.kind === "build")!;
    return containerfileCandidates(build, projectUri).map((file) => file.slice(projectUri.length + 1));
  };
  for (const [script, expected] of [
    ["buildah build .", ["Containerfile", "Dockerfile"]],
    ["buildah build", ["Containerfile", "Dockerfile"]],
    ["cd app\nbuildah build ..", ["Containerfile", "Dockerfile"]],
    ["buildah build -f x app", ["x", "app/x"]],
    ["buildah build -f $CI_PROJECT_DIR/x app", ["x"]],
    ["cd app\nbuildah build $CI_PROJECT_DIR/docker", ["docker/Containerfile", "docker/Dockerfile"]],
    ["buildah build -f - .", []],
    ["buildah build -f /etc/x .", []],
    ["buildah build https://example.com/app.git", []],
    ["buildah build ../../..", []],
    ["buildah build $(pwd)", []],
  ] as const) {
    it(`is known for ${script.replace("\n", "; ")}`, () => assert.deepEqual(candidates(script), expected));
  }
});
