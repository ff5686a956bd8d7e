import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Job, Pipeline } from "../../src/gitlab/pipeline";
import { readPipeline } from "../../src/gitlab/read";
import type { Value } from "../../src/text/value";
import { parseYaml } from "../../src/yaml/parse";
import { type Files, projectUri, readerOf } from "./fixtures";

function read(files: Files | string, entry = ".gitlab-ci.yml"): Pipeline {
  const all = typeof files === "string" ? { [entry]: files } : files;
  return readPipeline(`${projectUri}/${entry}`, projectUri, readerOf(all), parseYaml);
}

function job(pipeline: Pipeline | string, name = "job"): Job {
  const found = (typeof pipeline === "string" ? read(pipeline) : pipeline).jobs.get(name);
  assert.ok(found, `there is no job ${name}`);
  return found;
}

/** The items of before_script and script, or why they are not known. */
function script({ beforeScript, script: own }: Job): unknown[] {
  return [beforeScript, own].map((part) => (part.state === "known" ? part.value.map((item) => item.text) : part.state));
}

function texts(setting: Job["tags"]): unknown {
  return setting.state === "known"
    ? setting.value.map((node) => (node.kind === "scalar" ? node.text : node.kind))
    : setting.state;
}

function variable(of: Job, name: string, instance = 0): string | undefined {
  return of.variable(of.instances[instance]!, name)?.display;
}

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

describe("include", () => {
  it("merges local files in order, below the including file", () => {
    const pipeline = read({
      ".gitlab-ci.yml": "include: [a.yml, { local: /ci/b.yml }]\njob: { tags: [own] }\nvariables: { V: own }",
      "a.yml": "job: { script: [a], tags: [a] }\nvariables: { V: a, W: a }",
      "ci/b.yml": "job: { script: [b] }\nvariables: { W: b }\nother: { script: c }",
    });
    assert.equal(pipeline.open, undefined);
    assert.equal(pipeline.files.size, 3);
    assert.deepEqual([...pipeline.jobs.keys()], ["job", "other"]);
    const found = job(pipeline);
    assert.deepEqual(script(found), ["absent", ["b"]]);
    assert.deepEqual(texts(found.tags), ["own"]);
    assert.deepEqual([variable(found, "V"), variable(found, "W")], ["own", "b"]);
  });

  it("follows patterns, files in files and circles; paths begin at the project", () => {
    const pipeline = read({
      ".gitlab-ci.yml": 'include: "ci/**.yml"',
      "ci/a.yml": "include: /ci/deep/c.yml\na: { script: a }",
      "ci/deep/c.yml": "include: { local: .gitlab-ci.yml }\nc: { script: c }",
    });
    assert.equal(pipeline.open, undefined);
    assert.deepEqual([...pipeline.jobs.keys()].sort(), ["a", "c"]);
  });

  it("leaves the pipeline open where a file cannot be read", () => {
    const opening = [
      "gone.yml",
      "../outside.yml",
      "https://example.org/a.yml",
      "$DIRECTORY/a.yml",
      "{ project: a/b, file: c.yml }",
      "{ remote: https://example.org/a.yml }",
      "{ template: Auto-DevOps.gitlab-ci.yml }",
      "{ component: a/b/c@1 }",
      "[[a.yml]]",
    ];
    for (const include of opening) {
      const pipeline = read({
        ".gitlab-ci.yml": `include: ${include}\njob: { script: a }`,
        "a.yml": "b: { script: b }",
      });
      assert.notEqual(pipeline.open, undefined, include);
      assert.deepEqual(script(job(pipeline)), ["unknown", ["a"]]);
      assert.equal(job(pipeline).tags.state, "unknown");
    }
    assert.notEqual(read({ ".gitlab-ci.yml": "include: a.yml\njob: { script: a }", "a.yml": "b: [" }).open, undefined);
  });

  it("makes nothing unknown that the job itself says", () => {
    const own = "tags: [a], needs: [b], before_script: [c], image: d, variables: { A: 1 }, script: $A";
    const found = job(`include: { template: x }\nvariables: { G: 1 }\njob: { ${own} }`);
    const states = [found.tags, found.needs, found.beforeScript, found.image].map(({ state }) => state);
    assert.deepEqual(states, ["known", "known", "known", "known"]);
    assert.equal(variable(found, "A"), "1");
    assert.equal(variable(found, "CI_COMMIT_SHA"), "$CI_COMMIT_SHA");
    // A job of the same name in the included file may set them.
    assert.deepEqual([variable(found, "G"), variable(found, "B")], [undefined, undefined]);
  });
});

describe("matrix", () => {
  const names = (parallel: string) => {
    const found = job(`job: { script: a, parallel: ${parallel} }`);
    return found.hasAllInstances ? found.instances.map(({ name }) => name) : "unknown";
  };
  it("makes one instance of each combination, with GitLab's names", () => {
    assert.deepEqual(names("{ matrix: [{ A: [x, y], B: z }] }"), ["job: [x, z]", "job: [y, z]"]);
    assert.deepEqual(names("{ matrix: [{ A: x, B: [1, 2] }, { C: w }] }"), ["job: [x, 1]", "job: [x, 2]", "job: [w]"]);
    assert.deepEqual(names("{ matrix: [{ A: [a b, linux/arm64] }] }"), ["job: [a b]", "job: [linux/arm64]"]);
  });

  it("is one instance without a matrix", () => {
    assert.deepEqual(names("null"), ["job"]);
  });

  it("is not known where it cannot be read, or where there are too many", () => {
    assert.equal(names("!reference [.gone, parallel]"), "unknown");
    assert.equal(names("{ matrix: !reference [.gone, matrix] }"), "unknown");
    assert.equal(names("{ matrix: [{ A: [!reference [.gone, a]] }] }"), "unknown");
    const hundred = `[${Array.from({ length: 15 }, (_, i) => i).join(", ")}]`;
    assert.equal(names(`{ matrix: [{ A: ${hundred}, B: ${hundred} }] }`), "unknown");
  });

  it("gives its variables to the instance, stronger than those of the job", () => {
    const found = job("job: { script: a, variables: { A: job, T: 'tag-$A' }, parallel: { matrix: [{ A: [x, y] }] } }");
    assert.deepEqual([variable(found, "A", 0), variable(found, "A", 1)], ["x", "y"]);
    assert.deepEqual([variable(found, "T", 0), variable(found, "T", 1)], ["tag-x", "tag-y"]);
  });
});

describe("variables", () => {
  const value = (text: string, name = "V"): Value | undefined => {
    const found = job(text);
    return found.variable(found.instances[0]!, name);
  };

  it("of the job are stronger than global ones", () => {
    assert.equal(value("variables: { V: global }\njob: { script: a, variables: { V: job } }")?.display, "job");
    assert.equal(value("variables: { V: global }\njob: { script: a }")?.display, "global");
    assert.equal(value("job: { script: a }"), undefined);
  });

  it("are expanded through each other, without order, and circles are unknown", () => {
    assert.equal(value("variables: { V: '$A-${B}', A: a, B: $A$A }\njob: { script: a }")?.display, "a-aa");
    assert.equal(value("variables: { V: $A }\njob: { script: a, variables: { A: job } }")?.display, "job");
    assert.equal(value("variables: { V: $A, A: $V }\njob: { script: a }")?.isKnown, false);
    assert.equal(value("variables: { V: 'x$GONE' }\njob: { script: a }")?.isKnown, false);
  });

  it("may hold a dollar sign, raw text, numbers and descriptions", () => {
    assert.equal(value("variables: { V: $$A, A: a }\njob: { script: a }")?.display, "$A");
    assert.equal(value("variables: { V: { value: $A, expand: false }, A: a }\njob: { script: a }")?.display, "$A");
    assert.equal(
      value("variables: { V: { value: b, description: c, options: [b] } }\njob: { script: a }")?.display,
      "b",
    );
    assert.equal(value("variables: { V: { description: c } }\njob: { script: a }")?.literal, "");
    assert.equal(value("variables: { V: 1.20 }\njob: { script: a }")?.display, "1.2");
    assert.equal(value("variables: { V: }\njob: { script: a }")?.literal, "");
  });

  it("that GitLab sets are symbols; those that differ from job to job belong to theirs", () => {
    const text = "variables: { V: $CI_REGISTRY_IMAGE:$CI_JOB_ID }\na: { script: a }\nb: { script: a }";
    const [a, b] = ["a", "b"].map((name) => {
      const found = job(read(text), name);
      return found.variable(found.instances[0]!, "V")!;
    });
    assert.equal(a!.display, "$CI_REGISTRY_IMAGE:$CI_JOB_ID");
    assert.ok(a!.isKnown);
    assert.notEqual(a!.key, b!.key);
    assert.equal(
      value("job: { script: a }", "CI_COMMIT_SHA")?.key,
      value("other: {}\njob: { script: a }", "CI_COMMIT_SHA")?.key,
    );
  });

  it("that a rule may set are unknown", () => {
    assert.equal(value("job: { script: a, variables: { V: a }, rules: [{ if: $X, variables: { V: b } }] }"), undefined);
    assert.equal(
      value("variables: { V: a }\nworkflow: { rules: [{ if: $X, variables: { V: b } }] }\njob: { script: a }"),
      undefined,
    );
    assert.equal(
      value("variables: { V: a }\nworkflow: { rules: [{ if: $X, variables: { W: b } }] }\njob: { script: a }")?.display,
      "a",
    );
    assert.equal(value("variables: { V: a }\njob: { script: a, rules: [!reference [.gone, rules]] }"), undefined);
  });

  it("are let through by inherit: all, none, or some", () => {
    const of = (inherit: string) =>
      value(`variables: { V: a, W: b }\njob: { inherit: { variables: ${inherit} }, script: a }`)?.display;
    assert.deepEqual(["true", "false", "[V]", "[W]"].map(of), ["a", undefined, "a", undefined]);
  });

  it("keep the place of their values", () => {
    const text = "variables:\n  V: linux/arm64\njob: { script: a }";
    assert.equal(value(text)?.location?.span.start, text.indexOf("linux/arm64"));
  });

  it("have nothing to do with names that objects have", () => {
    for (const name of ["constructor", "toString", "__proto__"])
      assert.equal(value("job: { script: a }", name), undefined);
    assert.equal(value("variables: { __proto__: x }\njob: { script: a }", "__proto__")?.display, "x");
  });
});

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

describe("conditions", () => {
  const condition = (text: string) => {
    const setting = job(`.r: { rules: [{ if: $A }] }\njob: { script: a, ${text} }`).condition;
    return setting.state === "known" ? setting.value : setting.state;
  };
  it("are equal when rules, only and except are, however they are written", () => {
    assert.equal(condition("image: b"), "");
    assert.equal(condition("rules: [{ if: $A, when: manual }]"), condition("rules: [{ when: manual, 'if': '$A' }]"));
    assert.equal(condition("rules: [{ if: $A }]"), condition("rules: !reference [.r, rules]"));
    assert.notEqual(condition("rules: [{ if: $A }]"), condition("rules: [{ if: $B }]"));
    assert.notEqual(condition("only: [main]"), condition("except: [main]"));
    assert.equal(condition("rules: [!reference [.gone, rules]]"), "unknown");
  });
});
