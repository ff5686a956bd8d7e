import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PipelineReader } from "../../src/gitlab/read";
import type { PipelineRole } from "../../src/workspace/kind";
import { YamlDocument } from "../../src/yaml/document";
import { projectUri, readerOf } from "./fixtures";
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
    assert.equal(isFragment("unsure", "job: { script: [!reference [.gone, script]] }"), true);
    assert.equal(isFragment("unsure", "job: { script: [a] }"), false);
    assert.equal(isFragment("root", text), false);
    assert.equal(read(text).open, undefined);
  });

  it("keeps its jobs while another one is edited, and may become a root", () => {
    const file = `${projectUri}/x.yml`;
    const document = new YamlDocument(file, "");
    const reader = new PipelineReader({ file, folder: projectUri, role: "unsure" }, (_, now) => {
      document.update(now);
      return document;
    });
    const changed = (own: string) => {
      const { pipeline, changes } = reader.read(readerOf({ "x.yml": own }));
      return [pipeline.isFragment, changes ? [...changes.names] : "all"];
    };
    assert.deepEqual(changed("a: { extends: .gone }\nb: { script: [x] }\n"), [true, "all"]);
    assert.deepEqual(changed("a: { extends: .gone }\nb: { script: [y] }\n"), [true, ["b"]]);
    assert.deepEqual(changed("a: { extends: b }\nb: { script: [y] }\n"), [false, "all"]);
    assert.deepEqual(changed("a: { extends: b }\nb: { script: [z] }\n"), [false, ["b", "a"]]);
  });
});
