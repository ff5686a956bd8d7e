import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { job, read } from "./gitlabJobs";

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
    assert.deepEqual(needs("[a, { job: b, optional: true }, { job: c, artifacts: false, optional: false }]"), [
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

  it("are unknown where a rule replaces them or they cannot be read", () => {
    assert.equal(needs("!reference [.gone, needs]"), "unknown");
    assert.equal(job("job: { script: a, needs: [b], rules: [{ if: $X, needs: [c] }] }").needs.state, "unknown");
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

describe("stages", () => {
  const stages = (text: string) => {
    const setting = read(`${text}\njob: { script: a }`).stages;
    return setting.state === "known" ? setting.value : setting.state;
  };
  it("have .pre and .post around them, and a default", () => {
    assert.deepEqual(stages("stages: [a, b]"), [".pre", "a", "b", ".post"]);
    assert.deepEqual(stages("stages: [.post, a, .pre]"), [".pre", "a", ".post"]);
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
