import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { job, known, read, script, texts, variable } from "./gitlabJobs";

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

  it("are inherited by keywords that may stand in default, and no others", () => {
    const text = `
default:
  hooks: { pre_get_sources_script: [prepare] }
  artifacts: { paths: [out] }
  interruptible: true
  id_tokens: { SIGSTORE: { aud: sigstore } }
  services: [docker:dind]
tags: [no global keyword]
services: [weaker]
job: { script: a }
`;
    const found = job(text);
    assert.deepEqual(known(found.idTokens), ["SIGSTORE"]);
    assert.equal(known(found.interruptible), true);
    assert.deepEqual(texts(found.services), ["docker:dind"]);
    assert.equal(found.tags.state, "absent");
    assert.ok(found.preGetSourcesScript.state === "known" && found.artifacts.state === "known");
    assert.equal(found.preGetSourcesScript.value[0]!.text, "prepare");
    assert.deepEqual(texts(found.artifacts.value.paths), ["out"]);
  });

  it("are inherited where the job says nothing with null", () => {
    assert.deepEqual(texts(job("default: { tags: [a] }\njob: { script: a, tags: null }").tags), ["a"]);
  });

  it("are nothing to jobs that trigger a pipeline", () => {
    const found = job("default: { before_script: [login], image: a }\njob: { trigger: group/project }");
    assert.deepEqual([found.beforeScript.state, found.image.state], ["absent", "absent"]);
  });

  it("may extend and be extended like jobs", () => {
    assert.equal(known(job(".d: { image: a }\ndefault: { extends: .d }\njob: { script: a }").image), "a");
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

  it("follows eleven parents behind each other, whichever of the jobs is read first", () => {
    const chain = (length: number) =>
      Array.from({ length: length + 1 }, (_, i) =>
        i === 0 ? "j0: { tags: [deep], script: a }" : `j${i}: { extends: j${i - 1} }`,
      );
    for (const lines of [chain(12), chain(12).reverse()]) {
      const pipeline = read(lines.join("\n"));
      assert.deepEqual(texts(job(pipeline, "j11").tags), ["deep"]);
      assert.equal(job(pipeline, "j12").tags.state, "unknown");
    }
  });

  it("in a circle leaves the same unknown, whichever of the jobs is read first", () => {
    const lines = ["a: { extends: b, script: a }", "b: { extends: c, image: b }", "c: { extends: a, tags: [c] }"];
    const states = (order: readonly number[]) => {
      const pipeline = read(order.map((index) => lines[index]!).join("\n"));
      return ["a", "b", "c"].map((name) => {
        const { script: own, image, tags } = job(pipeline, name);
        return [own.state, image.state, tags.state].join(" ");
      });
    };
    const expected = ["known unknown unknown", "unknown known unknown", "unknown unknown known"];
    for (const order of [
      [0, 1, 2],
      [1, 2, 0],
      [2, 1, 0],
    ])
      assert.deepEqual(states(order), expected);
  });

  it("takes nothing from a parent that a later one may replace", () => {
    const text =
      "include: { template: x }\n.a: { tags: [a] }\n.b: { extends: .gone }\njob: { extends: [.a, .b], script: a }";
    assert.equal(job(text).tags.state, "unknown");
  });

  it("takes nothing away with an empty mapping, and everything with null", () => {
    const of = (own: string) => {
      const found = job(
        `.a: { script: a, variables: { V: a }, cache: { key: a } }\njob: { extends: .a, variables: ${own} }`,
      );
      return variable(found, "V");
    };
    assert.deepEqual(["{}", "null", "{ V: null }"].map(of), ["a", undefined, ""]);
  });

  it("finds hidden jobs with any characters in their names, in any file", () => {
    const found = job({
      ".gitlab-ci.yml": "include: a.yml\njob: { extends: '.build: [x]/ü:1' }",
      "a.yml": "'.build: [x]/ü:1': { script: b }",
    });
    assert.deepEqual(script(found)[1], ["b"]);
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

  it("are replaced, not merged, by what extends them: they are resolved later", () => {
    const found = job(
      ".v: { variables: { A: 1 } }\n.a: { variables: !reference [.v, variables] }\njob: { extends: .a, script: a, variables: { B: 2 } }",
    );
    assert.deepEqual([variable(found, "A"), variable(found, "B")], [undefined, "2"]);
    assert.deepEqual(found.variableNames, ["B"]);
  });

  it("may stand for any value, and be nested ten deep in scripts", () => {
    const deep = (levels: number) => {
      const steps = Array.from({ length: levels }, (_, i) => `  s${i + 1}: [!reference [.s, s${i}]]`);
      return job(`.s:\n  s0: [a]\n${steps.join("\n")}\njob: { script: !reference [.s, s${levels}] }`);
    };
    assert.deepEqual(script(deep(9))[1], ["a"]);
    assert.deepEqual(script(deep(10))[1], "unknown");
    const text = `
.a:
  variables: { A: 1, B: 2 }
  rules: [{ if: $CI_COMMIT_TAG }]
  parallel: { matrix: [{ ARCH: [amd64, arm64] }] }
  more: { image: a, tags: [x] }
job:
  script: a
  variables: !reference [.a, variables]
  rules: [!reference [.a, rules]]
  parallel: !reference [.a, parallel]
  image: !reference [.a, more, image]
  tags: !reference [.a, more, tags]
`;
    const found = job(text);
    assert.deepEqual([variable(found, "A"), variable(found, "B")], ["1", "2"]);
    assert.deepEqual([known(found.image), texts(found.tags), found.instances.length], ["a", ["x"], 2]);
    assert.equal(found.condition.state, "known");
  });

  it("are resolved after extends: an inherited reference, and a reference to what is inherited", () => {
    const text = `
.base: { script: [!reference [.parts, one]], tags: [x] }
.child: { extends: .base }
.parts: { one: [1], two: !reference [.parts, one] }
job: { extends: .child, before_script: [!reference [.child, script]], after_script: !reference [.parts, two] }
`;
    const found = job(text);
    assert.deepEqual(script(found), [["1"], ["1"]]);
    assert.ok(found.afterScript.state === "known");
  });

  it("to nothing, to null or through what is no mapping are unknown", () => {
    const of = (reference: string) =>
      script(job(`.a: { b: null, c: [d], s: x }\njob: { script: !reference ${reference} }`))[1];
    assert.deepEqual(["[.a, s]", "[.a, b]", "[.a, c, d]", "[.a, gone]", "[.gone, s]"].map(of), [
      ["x"],
      "unknown",
      "unknown",
      "unknown",
      "unknown",
    ]);
  });

  it("in a circle are unknown, whichever of them is read first", () => {
    const lines = [
      "a: { script: [!reference [b, script], a] }",
      "b: { script: [!reference [c, script], b] }",
      "c: { script: [!reference [a, script], c] }",
    ];
    for (const text of [lines.join("\n"), lines.toReversed().join("\n")]) {
      const pipeline = read(text);
      for (const name of ["a", "b", "c"]) assert.equal(job(pipeline, name).script.state, "unknown");
    }
  });

  it("keep their places", () => {
    const text = ".a: { script: [push a] }\njob: { script: [!reference [.a, script]] }";
    const found = job(text);
    assert.ok(found.script.state === "known");
    const { span } = found.script.value[0]!.origin;
    assert.equal(span.start, text.indexOf("push a"));
  });
});

describe("the names that a job is made of", () => {
  const uses = (text: string, name = "job") => [...read(text).uses(name)].sort();

  it("are its parents, what it refers to, and what those need, missing ones too", () => {
    const text = `
.a: { extends: .b }
.b: { tags: [!reference [.tags, list]] }
.tags: { list: !reference [.more, list] }
.more: { list: [x] }
.other: { script: b }
job: { extends: [.gone, .a], script: [!reference [.parts, script]] }
twin: { script: [!reference [.parts, script]] }
`;
    assert.deepEqual(uses(text), [".a", ".b", ".gone", ".more", ".parts", ".tags", "job"]);
    assert.deepEqual(uses(text, "twin"), [".parts", "twin"]);
  });

  it("are all of a circle", () => {
    const text = "a: { extends: b, script: a }\nb: { extends: c }\nc: { extends: a }";
    for (const name of ["a", "b", "c"]) assert.deepEqual(uses(text, name), ["a", "b", "c"]);
    const references = "a: { script: [!reference [b, script]] }\nb: { script: [!reference [a, script], x] }";
    for (const name of ["a", "b"]) assert.deepEqual(uses(references, name), ["a", "b"]);
  });
});
