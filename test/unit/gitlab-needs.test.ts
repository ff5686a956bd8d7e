import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Needed } from "../../src/gitlab/pipeline";
import { job, known, read } from "./gitlabJobs";

describe("needs", () => {
  const needs = (text: string) => {
    const setting = job(`job: { script: a, needs: ${text} }`).needs;
    return setting.state === "known"
      ? setting.value.map((need) =>
          [need.job, ...(need.isOptional ? ["optional"] : []), ...(need.parallel ? ["partial"] : [])].join(" "),
        )
      : setting.state;
  };
  it("have several forms", () => {
    assert.deepEqual(needs("[a, { job: b, optional: yes }, { job: c, artifacts: false, optional: no }]"), [
      "a",
      "b optional",
      "c",
    ]);
    assert.deepEqual(needs("[{ job: a, parallel: { matrix: [{ A: b }] } }]"), ["a partial"]);
    assert.deepEqual(needs("a"), ["a"]);
    assert.deepEqual(needs("[]"), []);
    assert.deepEqual(needs("['a: [x, y]']"), ["a: [x, y]"]);
  });

  it("of other pipelines and with inputs name no job of this one; variables in names are not expanded", () => {
    assert.deepEqual(needs("[{ pipeline: $P, job: a }, { project: a/b, job: c, ref: d }, '$[[ inputs.x ]]', '$A']"), [
      "",
      "",
      "",
      "$A",
    ]);
  });

  it("tell whether artifacts are fetched", () => {
    const setting = job("job: { script: a, needs: [a, { job: b, artifacts: no }, { job: c, artifacts: true }] }").needs;
    assert.ok(setting.state === "known");
    assert.deepEqual(
      setting.value.map(({ takesArtifacts }) => takesArtifacts),
      [true, false, true],
    );
  });

  it("are those of the rules that can let the job in, unknown where these differ", () => {
    const ofRules = (rules: string) => {
      const setting = job(`job: { script: a, needs: [b], rules: [${rules}] }`).needs;
      return setting.state === "known" ? setting.value.map((need) => need.job) : setting.state;
    };
    assert.deepEqual(ofRules("{ if: $X, needs: [c] }"), ["c"]);
    assert.deepEqual(ofRules("{ if: $X, needs: [b] }, { when: always }"), ["b"]);
    assert.deepEqual(ofRules("{ if: $X, when: never }, { needs: [] }"), []);
    assert.deepEqual(ofRules("{ if: $X, needs: null }"), ["b"]);
    assert.equal(ofRules("{ if: $X, needs: [c] }, { when: always }"), "unknown");
    assert.equal(ofRules("{ if: $X, needs: [c] }, { if: $Y, needs: [{ job: c, optional: true }] }"), "unknown");
  });

  it("are unknown where they cannot be read", () => {
    assert.equal(needs("!reference [.gone, needs]"), "unknown");
    assert.equal(job("job: { script: a }").needs.state, "absent");
    assert.equal(job("job: { script: a, needs: null }").needs.state, "absent");
  });

  it("know where the name stands, and whether it can be changed there", () => {
    const text = "job:\n  script: a\n  needs:\n    - \"build\"\n    - job: 'it''s'\n";
    const { needs: setting } = job(text);
    assert.ok(setting.state === "known");
    const [first, second] = setting.value.map((need) => [
      text.slice(need.location.span.start, need.location.span.end),
      need.isEditable,
    ]);
    assert.deepEqual(first, ["build", true]);
    assert.equal(second![1], false);
  });
});

describe("what a need stands for", () => {
  const matrix = "parallel: { matrix: [{ OS: [linux, freebsd], ARCH: [amd64, arm64] }] }";
  const text = (needs: string, more = "") => `
build: { script: a, ${matrix} }
count: { script: a, parallel: 2 }
lone: { script: a }
job: { script: b, needs: ${needs}${more} }
`;
  /** The names of the instances that each entry names, for each instance of the job. */
  const needed = (of: string) => {
    const pipeline = read(of);
    const { needs: setting, instances } = job(pipeline);
    assert.ok(setting.state === "known");
    const describe = (found: Needed | undefined) => {
      if (!found) return "nothing";
      const picked = found.instances;
      return picked === undefined || picked === "all"
        ? `${picked} of ${found.job.name}`
        : picked.map(({ name }) => name);
    };
    return instances.map((instance) => setting.value.map((need) => describe(pipeline.findNeeded(need, instance))));
  };

  it("is a job with all its instances, or one of them by its name", () => {
    assert.deepEqual(needed(text("[lone, build, 'build: [linux, arm64]', count 2/2, gone, 'build: [linux, x]']")), [
      ["all of lone", "all of build", ["build: [linux, arm64]"], ["count 2/2"], "nothing", "nothing"],
    ]);
  });

  it("are the instances that parallel:matrix picks, the keys in the order of the other job", () => {
    const pick = (entries: string) => text(`[{ job: build, parallel: { matrix: ${entries} } }]`);
    assert.deepEqual(needed(pick("[{ OS: linux, ARCH: [amd64, arm64] }]")), [
      [["build: [linux, amd64]", "build: [linux, arm64]"]],
    ]);
    assert.deepEqual(needed(pick("[{ OS: linux, ARCH: amd64 }, { OS: freebsd, ARCH: arm64 }]")), [
      [["build: [linux, amd64]", "build: [freebsd, arm64]"]],
    ]);
    assert.deepEqual(needed(pick("[{ ARCH: amd64, OS: linux }]")), [[[]]]);
    assert.deepEqual(needed(pick("!reference [.gone, matrix]")), [["undefined of build"]]);
  });

  it("may differ from instance to instance", () => {
    const own = `${", "}parallel: { matrix: [{ ARCH: [amd64, arm64] }] }`;
    const picked = "[{ job: build, parallel: { matrix: [{ OS: linux, ARCH: ['$[[ matrix.ARCH ]]'] }] } }]";
    assert.deepEqual(needed(text(picked, own)), [[["build: [linux, amd64]"]], [["build: [linux, arm64]"]]]);
    assert.deepEqual(needed(text("['build: [freebsd, $[[matrix.ARCH]]]']", own)), [
      [["build: [freebsd, amd64]"]],
      [["build: [freebsd, arm64]"]],
    ]);
    assert.deepEqual(needed(text("['build: [linux, $[[ matrix.GONE ]]]']", own)), [["nothing"], ["nothing"]]);
  });

  it("is not known of a matrix that is not", () => {
    const of =
      "build: { script: a, parallel: !reference [.gone, x] }\njob: { script: b, needs: [build, 'build: [x]', build 1/2] }";
    assert.deepEqual(needed(of), [["all of build", "undefined of build", "undefined of build"]]);
  });
});

describe("dependencies", () => {
  it("are names of jobs, or none", () => {
    const of = (text: string) => known(job(`job: { script: a, ${text} }`).dependencies);
    assert.deepEqual(["dependencies: [a, 'b: [x]']", "dependencies: []", "image: b", "dependencies: null"].map(of), [
      ["a", "b: [x]"],
      [],
      "absent",
      "absent",
    ]);
    assert.equal(of("dependencies: [!reference [.gone, a]]"), "unknown");
  });
});

describe("stages", () => {
  const stages = (text: string) => {
    const setting = read(`${text}\njob: { script: a }`).stages;
    return setting.state === "known" ? setting.value : setting.state;
  };
  it("have .pre and .post around them, and a default", () => {
    assert.deepEqual(stages("stages: [a, b]"), [".pre", "a", "b", ".post"]);
    assert.deepEqual(stages("stages: [.post, a, .pre]"), [".pre", "a", ".post"]);
    assert.deepEqual(stages(".s: { s: [b, c] }\nstages: [a, !reference [.s, s], [d]]"), [
      ".pre",
      "a",
      "b",
      "c",
      "d",
      ".post",
    ]);
    assert.deepEqual(stages(""), [".pre", "build", "test", "deploy", ".post"]);
    assert.equal(stages("stages: [!reference [.gone, stages]]"), "unknown");
    assert.equal(stages("include: { template: x }"), "unknown");
  });

  it("of a job are its own, else test", () => {
    assert.deepEqual(job("job: { script: a, stage: b }").stage, {
      ...job("job: { script: a, stage: b }").stage,
      state: "known",
      value: "b",
    });
    const { stage } = job("job: { script: a }");
    assert.equal(stage.state === "known" && stage.value, "test");
    assert.equal(job("job: { script: a, stage: '$[[ inputs.stage ]]' }").stage.state, "unknown");
  });
});
