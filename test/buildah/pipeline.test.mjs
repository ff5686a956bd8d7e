// @ts-check
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { expandVariables, readPipeline, runPipeline } from "./pipeline.mjs";

describe("the tests' own reader of pipelines", () => {
  it("follows default, extends, matrix, stages and needs", () => {
    const jobs = readPipeline(`
stages: [build, publish]
variables: { A: one, B: "\${A} two" }
default:
  before_script: [login]
.build:
  stage: build
  variables: { A: hidden, C: "3" }
  script: [[build, [push]]]
images:
  extends: .build
  tags: [$RUNNER]
  variables: { A: own }
  parallel:
    matrix:
      - ARCH: [amd64, arm64]
        RUNNER: r
list:
  stage: publish
  script: list
  needs: [{ job: images }]
last:
  stage: publish
  before_script: []
  script: [end]
`);
    const shared = { B: "${A} two", A: "own", C: "3", RUNNER: "r" };
    const nothing = { fetches: [], artifacts: { paths: [], dotenv: [] } };
    const build = { stage: "build", needs: [], ...nothing, tags: ["$RUNNER"], script: ["login", "build", "push"] };
    assert.deepEqual(jobs, [
      { ...build, name: "images: [amd64, r]", variables: { ...shared, ARCH: "amd64" } },
      { ...build, name: "images: [arm64, r]", variables: { ...shared, ARCH: "arm64" } },
      {
        name: "list",
        stage: "publish",
        needs: ["images: [amd64, r]", "images: [arm64, r]"],
        ...nothing,
        fetches: ["images: [amd64, r]", "images: [arm64, r]"],
        tags: [],
        script: ["login", "list"],
        variables: { A: "one", B: "${A} two" },
      },
      {
        name: "last",
        stage: "publish",
        needs: ["images: [amd64, r]", "images: [arm64, r]"],
        ...nothing,
        fetches: ["images: [amd64, r]", "images: [arm64, r]"],
        tags: [],
        script: ["end"],
        variables: { A: "one", B: "${A} two" },
      },
    ]);
  });

  it("follows includes and references, and knows who gets whose artifacts", () => {
    const files = /** @type {Record<string, string>} */ ({
      "ci/shared.yml": ".login:\n  before_script: [log in, [again]]\na:\n  stage: build\n  script: [old]",
    });
    const jobs = readPipeline(
      `
include: /ci/shared.yml
a:
  before_script: [!reference [.login, before_script], more]
  artifacts: { paths: [x], reports: { dotenv: x.env } }
b: { stage: build, script: [b], artifacts: { reports: { dotenv: [b.env] } } }
c: { script: [c], needs: [{ job: a, artifacts: false }, b] }
d: { script: [d], dependencies: [a] }
`,
      (path) => files[path] ?? "",
    );
    assert.deepEqual(
      jobs.map(({ name, script, needs, fetches, artifacts }) => [name, script, needs, fetches, artifacts]),
      [
        ["a", ["log in", "again", "more", "old"], [], [], { paths: ["x"], dotenv: ["x.env"] }],
        ["b", ["b"], [], [], { paths: [], dotenv: ["b.env"] }],
        ["c", ["c"], ["a", "b"], ["b"], { paths: [], dotenv: [] }],
        ["d", ["d"], ["a", "b"], ["a"], { paths: [], dotenv: [] }],
      ],
    );
  });

  it("refuses what it cannot follow", () => {
    assert.throws(() => readPipeline("a: { script: [x], cache: { paths: [y] } }"), /cannot follow cache/);
    assert.throws(() => readPipeline("include: [{ remote: x }]"), /cannot include/);
    assert.throws(() => readPipeline("a: { script: [x], needs: [b] }"), /needs "b", which does not exist/);
  });

  it("expands variables as GitLab does", () => {
    const written = { A: "$B/x", B: "${C}-$NONE-$$C", C: "c" };
    assert.deepEqual(expandVariables(written, { D: "$A" }), { A: "c--$C/x", B: "c--$C", C: "c", D: "$A" });
    assert.throws(() => expandVariables({ A: "$B", B: "$A" }, {}), /refers to itself/);
  });

  it("starts a job after those that it needs, and not after a failure", async () => {
    const job = (/** @type {string} */ name, /** @type {string[]} */ needs) => {
      const nothing = { fetches: [], artifacts: { paths: [], dotenv: [] } };
      return { name, needs, stage: "test", tags: [], script: [], variables: {}, ...nothing };
    };
    const jobs = [job("c", ["a", "b"]), job("a", []), job("b", ["a"])];
    /** @type {string[]} */
    const order = [];
    await runPipeline(jobs, async ({ name }) => ({ code: order.push(name) * 0, output: "" }));
    assert.deepEqual(order, ["a", "b", "c"]);
    const failing = runPipeline(jobs, async ({ name }) => ({ code: name === "b" ? 3 : 0, output: "why" }));
    await assert.rejects(failing, /The job b ended with 3:\nwhy/);
  });
});
