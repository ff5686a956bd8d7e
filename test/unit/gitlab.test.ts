import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PipelineRole } from "../../src/workspace/kind";
import { job, read, readAs, script, variable } from "./gitlabJobs";

describe("a fragment", () => {
  const text = `
variables: { A: "1" }
default: { image: a, before_script: [a], tags: [a] }
stages: [x]
.template:
  variables: { B: "1" }
  needs: []
  script: [b]
job:
  variables: { B: "2" }
  script: [c]
`;
  const fragment = readAs("fragment", text);

  it("knows what its jobs say themselves, and nothing that the files that include it may say", () => {
    const found = job(fragment);
    assert.deepEqual(script(found), ["unknown", ["c"]]);
    assert.deepEqual([found.tags.state, found.image.state, fragment.stages.state], ["unknown", "unknown", "unknown"]);
    assert.equal(found.needs.state, "unknown");
    assert.equal(variable(found, "A"), undefined);
    assert.equal(variable(found, "B"), "2");
    assert.notEqual(fragment.open, undefined);
  });

  it("has its hidden jobs as jobs, of which only the script is known: others extend them", () => {
    const found = job(fragment, ".template");
    assert.deepEqual(script(found), ["unknown", ["b"]]);
    assert.equal(found.needs.state, "unknown");
    assert.equal(variable(found, "B"), undefined);
    assert.deepEqual([...read(text).jobs.keys()], ["job"]);
  });

  it("is what extends what nothing defines, unless it is known to be a root", () => {
    const isFragment = (role: PipelineRole, own: string) => readAs(role, own).isFragment;
    const text = "job: { extends: .gone, script: [a] }";
    assert.equal(isFragment("unsure", text), true);
    assert.equal(isFragment("unsure", "job: { script: [a] }"), false);
    assert.equal(isFragment("root", text), false);
    assert.equal(read(text).open, undefined);
  });
});
