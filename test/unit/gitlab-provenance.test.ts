import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { projectUri } from "./fixtures";
import { job, textAt } from "./gitlabJobs";

const files = {
  ".gitlab-ci.yml": `include: ci/base.yml
default:
  image: default-image
after_script: [bye]
.login: &login
  before_script: [login]
.parts:
  push: [push it]
  more: [!reference [.parts, push], and more]
.child:
  extends: [.base, .other]
  stage: build
.other: { tags: [other] }
job:
  <<: *login
  extends: .child
  services: !reference [.settings, services]
  variables: { OWN: 1 }
  script:
    - build
    - !reference [.parts, more]
`,
  "ci/base.yml": `.base:
  tags: [base]
  variables: { DEEP: 2 }
  timeout: 1h
.settings:
  services: [docker]
`,
};

/** Where a value of the job is written, and how it came there. */
function provenance(path: readonly string[], item?: string) {
  const found = job(files);
  const items = found.script.state === "known" ? found.script.value : [];
  const within = items.find(({ text }) => text === item)?.origin;
  const result = found.provenance(path, within);
  const steps = result?.via.map((via) => {
    if (via.kind === "extends") return `extends ${via.name}`;
    if (via.kind === "reference") return `reference ${via.path.join(" ")}`;
    if (via.kind === "include")
      return `include ${via.file.slice(projectUri.length + 1)} at ${textAt(files, via.location!)}`;
    return via.kind;
  });
  return result && [textAt(files, result.location), ...steps!];
}

describe("the way of a value to a job", () => {
  it("is none for what the job says", () => {
    assert.deepEqual(provenance(["variables", "OWN"]), ["1"]);
    assert.deepEqual(provenance(["script"], "build"), ["build"]);
  });

  it("goes through what it extends, the strongest parent, and the file that holds it", () => {
    assert.deepEqual(provenance(["stage"]), ["build", "extends .child"]);
    assert.deepEqual(provenance(["tags"]), ["[other]", "extends .child", "extends .other"]);
    const include = "include ci/base.yml at ci/base.yml";
    assert.deepEqual(provenance(["timeout"]), ["1h", "extends .child", "extends .base", include]);
    assert.deepEqual(provenance(["variables", "DEEP"]), ["2", "extends .child", "extends .base", include]);
  });

  it("goes through references, those in a script too", () => {
    assert.deepEqual(provenance(["services"]), [
      "[docker]",
      "reference .settings services",
      "include ci/base.yml at ci/base.yml",
    ]);
    assert.deepEqual(provenance(["script"], "push it"), ["push it", "reference .parts more", "reference .parts push"]);
    assert.deepEqual(provenance(["script"], "and more"), ["and more", "reference .parts more"]);
  });

  it("goes through default, the old global form and merge keys", () => {
    assert.deepEqual(provenance(["image"]), ["default-image", "default"]);
    assert.deepEqual(provenance(["after_script"]), ["[bye]", "global"]);
    assert.deepEqual(provenance(["before_script"]), ["[login]", "anchor"]);
  });

  it("is unknown where no file gives the value, and ends in circles", () => {
    assert.equal(provenance(["cache"]), undefined);
    assert.equal(provenance(["variables", "GONE"]), undefined);
    const without = job(".a: { variables: { A: 1 } }\njob: { extends: .a, script: a, variables: null }");
    assert.equal(without.provenance(["variables", "A"]), undefined);
    const circle =
      "a: { extends: b, script: x }\nb: { extends: a }\nc: { script: !reference [d, script] }\nd: { script: !reference [c, script] }";
    assert.equal(job(circle, "a").provenance(["tags"]), undefined);
    assert.equal(job(circle, "c").provenance(["script"]), undefined);
  });

  it("does not go where inherit lets nothing through", () => {
    const found = job("default: { image: a }\njob: { script: b, inherit: { default: false } }");
    assert.equal(found.provenance(["image"]), undefined);
  });
});
