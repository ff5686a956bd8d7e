import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { job, read, script, texts, variable } from "./gitlabJobs";

describe("default and global keywords", () => {
  const text = `
default:
  image: quay.io/buildah/stable
  tags: [a, b]
  before_script: [login]
after_script: [bye]
job: { script: [build] }
other:
  image: { name: other, entrypoint: [""] }
  tags: [c]
  before_script: []
  script: [build]
`;
  it("are taken by a job that says nothing of its own", () => {
    const found = job(text);
    assert.deepEqual(script(found), [["login"], ["build"]]);
    assert.deepEqual(texts(found.tags), ["a", "b"]);
    assert.equal(found.image.state === "known" && found.image.value, "quay.io/buildah/stable");
    assert.deepEqual(found.afterScript.state === "known" && found.afterScript.value.map((item) => item.text), ["bye"]);
  });

  it("are replaced, not merged, by what the job says, an empty list too", () => {
    const found = job(text, "other");
    assert.deepEqual(script(found), [[], ["build"]]);
    assert.deepEqual(texts(found.tags), ["c"]);
    assert.equal(found.image.state === "known" && found.image.value, "other");
  });

  it("come from default rather than from the old global keywords, and resolve references", () => {
    const global = "before_script: [old]\nimage: old\n";
    assert.deepEqual(script(job(`${global}default: { before_script: [new] }\njob: { script: a }`)), [["new"], ["a"]]);
    assert.deepEqual(script(job(`${global}job: { script: a }`)), [["old"], ["a"]]);
    const referring =
      ".a: { script: [b] }\ndefault:\n  before_script: [!reference [.a, script], c]\njob: { script: d }";
    assert.deepEqual(script(job(referring)), [["b", "c"], ["d"]]);
  });

  it("are let through by inherit: all, none, or some", () => {
    const of = (inherit: string) => {
      const found = job(
        `default: { image: i, before_script: [login] }\njob: { inherit: { default: ${inherit} }, script: a }`,
      );
      return [found.image.state, found.beforeScript.state];
    };
    assert.deepEqual(of("true"), ["known", "known"]);
    assert.deepEqual(of("false"), ["absent", "absent"]);
    assert.deepEqual(of("[image]"), ["known", "absent"]);
    assert.deepEqual(of("!reference [.gone, inherit]"), ["unknown", "unknown"]);
  });

  it("are not jobs", () => {
    const text =
      "default: {}\nstages: []\nvariables: {}\nworkflow: {}\nspec: {}\ninclude: []\nimage: { name: a }\nservices: []\ncache: {}\n.hidden: {}\njob: {}";
    assert.deepEqual([...read(text).jobs.keys()], ["job"]);
    assert.deepEqual([...read(text).hidden], [".hidden"]);
  });
});

describe("extends", () => {
  it("merges mappings and replaces everything else", () => {
    const text = `
.base:
  variables: { A: 1, B: 1 }
  script: [base]
  tags: [base]
job:
  extends: .base
  variables: { B: 2 }
  script: [own]
`;
    const found = job(text);
    assert.deepEqual(script(found), ["absent", ["own"]]);
    assert.deepEqual(texts(found.tags), ["base"]);
    assert.deepEqual([variable(found, "A"), variable(found, "B")], ["1", "2"]);
  });

  it("takes several parents, the last one being the strongest, and goes several levels deep", () => {
    const levels = Array.from({ length: 9 }, (_, i) => `.l${i + 1}: { extends: .l${i} }`).join("\n");
    const text = `.l0: { script: [deep], tags: [deep] }\n${levels}\n.b: { tags: [b] }\n.c: { image: c }\njob: { extends: [.l9, .b, .c] }`;
    const found = job(text);
    assert.deepEqual(script(found), ["absent", ["deep"]]);
    assert.deepEqual(texts(found.tags), ["b"]);
    assert.equal(found.image.state, "known");
  });

  it("takes a key away with null", () => {
    const found = job(".a: { tags: [x], script: b }\njob: { extends: .a, tags: null }");
    assert.equal(found.tags.state, "absent");
  });

  it("leaves open what an unknown parent or a circle may add, but not what the job says itself", () => {
    for (const text of [
      "include: { template: x }\njob: { extends: .gone, script: [a] }",
      "job: { extends: .a, script: [a] }\n.a: { extends: .b }\n.b: { extends: .a }",
    ]) {
      const found = job(text);
      assert.deepEqual(script(found), ["unknown", ["a"]]);
      assert.deepEqual([found.tags.state, found.needs.state, found.image.state], ["unknown", "unknown", "unknown"]);
      assert.equal(variable(found, "A"), undefined);
    }
  });

  it("of what nothing defines makes a file other than .gitlab-ci.yml a part of a pipeline", () => {
    const text = "job: { extends: .gone, script: [a] }";
    assert.notEqual(read(text, "ci/part.yml").open, undefined);
    assert.equal(read(text).open, undefined);
  });
});

describe("anchors, merge keys and references", () => {
  it("give a job its keys and scripts", () => {
    const text = `
.a: &a
  tags: [a]
  image: a
.b: &b { image: b }
.login: &login
  - login
.push:
  script:
    - push
    - [nested, [deeper]]
job:
  <<: *a
  <<: *b
  script:
    - *login
    - !reference [.push, script]
    - build
`;
    const found = job(text);
    assert.deepEqual(texts(found.tags), ["a"]);
    assert.equal(found.image.state === "known" && found.image.value, "b");
    assert.deepEqual(script(found), ["absent", ["login", "push", "nested", "deeper", "build"]]);
  });

  it("may be nested, and may refer to what a job extends", () => {
    const text = `
.base: { variables: { TAG: a1 }, before_script: [!reference [.x, script]] }
.x: { script: [!reference [.y, script], x] }
.y: { script: [y] }
.child: { extends: .base }
job:
  before_script: !reference [.child, before_script]
  variables: { T: !reference [.child, variables, TAG] }
  script: !reference [.x, script]
`;
    const found = job(text);
    assert.deepEqual(script(found), [
      ["y", "x"],
      ["y", "x"],
    ]);
    assert.equal(variable(found, "T"), "a1");
  });

  it("in a circle or to nothing make the script unknown", () => {
    assert.deepEqual(
      script(
        job(
          ".a: { script: [!reference [.b, script]] }\n.b: { script: [!reference [.a, script]] }\njob: { script: [!reference [.a, script]] }",
        ),
      )[1],
      "unknown",
    );
    assert.deepEqual(script(job("job: { script: [a, !reference [.gone, script]] }"))[1], "unknown");
    assert.deepEqual(script(job("job: { script: { a: b } }"))[1], "unknown");
  });

  it("keep their places", () => {
    const text = ".a: { script: [push a] }\njob: { script: [!reference [.a, script]] }";
    const found = job(text);
    assert.ok(found.script.state === "known");
    const { span } = found.script.value[0]!.origin;
    assert.equal(span.start, text.indexOf("push a"));
  });
});
