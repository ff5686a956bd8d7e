import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { projectUri } from "./fixtures";
import { job, known, read, script, textAt, texts, value, variable } from "./gitlabJobs";

const header = `spec:
  inputs:
    name:
    tag: { default: latest }
    platforms: { type: array, default: [linux/amd64, linux/arm64] }
    count: { type: number, default: 2 }
    fails: { type: boolean, default: false }
---
`;

/** A pipeline that includes one template, with inputs. */
function included(template: string, inputs?: string) {
  return {
    ".gitlab-ci.yml": `include:\n  - local: t.yml\n${inputs === undefined ? "" : `    inputs: ${inputs}\n`}`,
    "t.yml": `${header}${template}`,
  };
}

describe("inputs", () => {
  it("put the given value, else the default, into texts", () => {
    const template = "job:\n  script: build $[[ inputs.name ]]:$[[inputs.tag]] $[[ inputs.count ]] $[[ inputs.fails ]]";
    assert.deepEqual(script(job(included(template, "{ name: app }"))), ["absent", ["build app:latest 2 false"]]);
    assert.deepEqual(script(job(included(template, "{ name: app, tag: v1, count: 3, fails: true }"))), [
      "absent",
      ["build app:v1 3 true"],
    ]);
  });

  it("write numbers and lists into texts as Ruby does", () => {
    const template = "job: { script: 'echo $[[ inputs.count ]] $[[ inputs.platforms ]]' }";
    assert.deepEqual(script(job(included(template, "{ name: a, count: 1.50, platforms: [a, 2, true] }")))[1], [
      'echo 1.5 ["a", 2, true]',
    ]);
    // How Ruby writes very large numbers is not worth knowing.
    const large = "{ name: a, count: 1.0e+30 }";
    assert.match(String(script(job(included(template, large)))[1]), /\$\[\[ inputs.count \]\]/);
  });

  it("keep their kind and their places where they are the whole value", () => {
    const files = included(
      "job:\n  script: a\n  tags: $[[ inputs.platforms ]]\n  parallel: $[[ inputs.count ]]\n  allow_failure: '$[[ inputs.fails ]]'",
      "{ name: app, platforms: [x, y] }",
    );
    const found = job(files);
    assert.deepEqual(texts(found.tags), ["x", "y"]);
    assert.equal(found.instances.length, 2);
    assert.equal(known(found.allowFailure), false);
    assert.ok(found.tags.state === "known");
    assert.equal(found.tags.value[1]!.location.file, `${projectUri}/.gitlab-ci.yml`);
    assert.equal(textAt(files, found.tags.value[1]!.location), "y");
  });

  it("stand where the template has them when they are part of a text", () => {
    const files = included("job:\n  variables: { V: 'app/$[[ inputs.name ]]:x' }\n  script: a", "{ name: 'it''s' }");
    const found = value(job(files))!;
    assert.equal(found.literal, "app/it's:x");
    const [name, rest] = [found.slice(4, 8), found.slice(8)];
    assert.equal(textAt(files, name.location!), "$[[ inputs.name ]]");
    assert.equal(textAt(files, rest.location!), ":x");
    assert.equal(textAt(files, found.location!), "app/$[[ inputs.name ]]:x");
  });

  it("make names of jobs and of other keys", () => {
    const pipeline = read(
      included("build-$[[ inputs.name ]]:\n  script: a\n  variables:\n    TAG_$[[ inputs.tag ]]: b", "{ name: app }"),
    );
    assert.equal(pipeline.open, undefined);
    assert.deepEqual([...pipeline.jobs.keys()], ["build-app"]);
    assert.equal(variable(job(pipeline, "build-app"), "TAG_latest"), "b");
  });

  it("may differ each time that a file is included", () => {
    const pipeline = read({
      ".gitlab-ci.yml": `include:
  - { local: t.yml, inputs: { name: amd64 } }
  - { local: t.yml, inputs: { name: arm64, tag: edge } }`,
      "t.yml": `${header}build:$[[ inputs.name ]]: { script: "build $[[ inputs.tag ]]" }`,
    });
    assert.equal(pipeline.files.size, 2);
    assert.deepEqual(
      [...pipeline.jobs.values()].map((found) => [found.name, script(found)[1]]),
      [
        ["build:amd64", ["build latest"]],
        ["build:arm64", ["build edge"]],
      ],
    );
  });

  it("are handed on to files that the template includes", () => {
    const files = {
      ".gitlab-ci.yml": "include: { local: a.yml, inputs: { arch: s390x } }",
      "a.yml": "spec: { inputs: { arch: } }\n---\ninclude:\n  local: b.yml\n  inputs:\n    of: $[[ inputs.arch ]]",
      "b.yml": "spec: { inputs: { of: } }\n---\njob: { script: 'build $[[ inputs.of ]]' }",
    };
    assert.deepEqual(script(job(files))[1], ["build s390x"]);
  });

  it("go through functions", () => {
    const write = (expression: string, name: string) => {
      const found = variable(
        job(included(`job: { script: a, variables: { V: "<$[[ ${expression} ]]>" } }`, `{ name: ${name} }`)),
        "V",
      );
      return found?.slice(1, -1);
    };
    assert.equal(write("inputs.name | truncate(2,3)", '"0123456"'), "234");
    assert.equal(write("inputs.name | truncate(1, 2)", "a\u{1f40b}bc"), "\u{1f40b}b");
    assert.equal(write("inputs.name|posix_escape", '"a b\'c=d/e-f_g.h:@"'), "a\\ b\\'c\\=d/e-f_g.h:@");
    assert.equal(write("inputs.name | posix_escape", '""'), "''");
    assert.equal(write("inputs.name | posix_quote", '"a b"'), "a\\ b");
    assert.equal(write("inputs.name | expand_vars | truncate(0,2)", "abc"), "ab");
    assert.equal(write("inputs.name | expand_vars", "a-$B"), "a-$B");
    // What is cut is the variable's value.
    assert.equal(
      write("inputs.name | expand_vars | truncate(0,2)", "$AB"),
      "$[[ inputs.name | expand_vars | truncate(0,2) ]]",
    );
    // A function that there is not, one too many, one for another kind of value.
    for (const expression of [
      "inputs.name | upcase",
      "inputs.name | truncate(0,9) | truncate(0,9) | truncate(0,9) | truncate(0,9)",
      "inputs.count | truncate(0,1)",
    ])
      assert.equal(write(expression, "abc"), `$[[ ${expression} ]]`);
  });

  it("keep the places of what a function leaves", () => {
    const files = included(
      'job: { script: a, variables: { V: "$[[ inputs.name | truncate(2,3) ]]" } }',
      '{ name: "0123456" }',
    );
    assert.equal(textAt(files, value(job(files))!.location!), "234");
  });

  it("become lists where they are split", () => {
    const files = included(
      "job:\n  script: a\n  tags: $[[ inputs.name | split(',') ]]\n  variables: { V: \"$[[ inputs.name | split('/') ]]\" }",
      '{ name: "linux, arm64,," }',
    );
    const found = job(files);
    assert.deepEqual(texts(found.tags), ["linux", "arm64"]);
    assert.ok(found.tags.state === "known");
    assert.deepEqual(
      found.tags.value.map(({ location }) => textAt(files, location)),
      ['"linux, arm64,,"', '"linux, arm64,,"'],
    );
    assert.equal(job(included("job: { script: a, tags: \"$[[ inputs.name | split(',') ]]\" }")).tags.state, "unknown");
  });

  it("are unknown where none is given and there is no default, or where they are not declared", () => {
    const found = job(
      included("job:\n  script: build $[[ inputs.name ]]\n  stage: $[[ inputs.name ]]\n  tags: $[[ inputs.other ]]"),
    );
    assert.deepEqual(script(found)[1], ["build $[[ inputs.name ]]"]);
    assert.equal(found.stage.state, "unknown");
    assert.equal(found.tags.state, "unknown");
  });

  it("leave a list known of which one text is not", () => {
    const found = job(
      included("job:\n  script:\n    - a\n    - $[[ inputs.name ]]\n    - b\n  tags: [x, '$[[ inputs.name ]]']"),
    );
    assert.deepEqual(script(found)[1], ["a", "$[[ inputs.name ]]", "b"]);
    assert.deepEqual(texts(found.tags), ["x", "$[[ inputs.name ]]"]);
  });

  it("that are not known make a key that may be any", () => {
    const pipeline = read(
      included(
        "$[[ inputs.name ]]:\n  script: a\njob:\n  script: b\n  variables:\n    $[[ inputs.name ]]: c\n    OWN: d",
      ),
    );
    assert.match(pipeline.open!, /inputs\.name/);
    assert.deepEqual([...pipeline.jobs.keys()], ["job"]);
    assert.deepEqual([variable(job(pipeline), "OTHER"), variable(job(pipeline), "OWN")], [undefined, "d"]);
    // What is at the top level is jobs: global keywords do not become unknown.
    assert.equal(job(pipeline).image.state, "absent");
  });

  it("have their defaults in .gitlab-ci.yml, and no value in a template that is opened by itself", () => {
    const text = `${header}job: { script: "$[[ inputs.tag ]] $[[ inputs.name ]]" }`;
    assert.deepEqual(script(job(read(text)))[1], ["latest $[[ inputs.name ]]"]);
    assert.deepEqual(script(job(read(text, "templates/build.yml")))[1], ["$[[ inputs.tag ]] $[[ inputs.name ]]"]);
  });

  it("do not touch what GitLab fills in later", () => {
    const found = job(included("job: { script: a, needs: ['b: [$[[ matrix.X ]]]'] }", "{ name: a }"));
    assert.ok(found.needs.state === "known");
    assert.equal(found.needs.value[0]!.name?.text, "b: [$[[ matrix.X ]]]");
    assert.equal(found.needs.value[0]!.job, undefined);
  });

  it("may come under the old name of the keyword", () => {
    const files = {
      ".gitlab-ci.yml": "include: { local: t.yml, with: { name: app } }",
      "t.yml": `${header}job:\n  script: $[[ inputs.name ]]`,
    };
    assert.deepEqual(script(job(files))[1], ["app"]);
  });
});

describe("inputs that GitLab refuses", () => {
  /** What it says, and the text at the place. */
  const refusals = (spec: string, inputs: string, template = "job: { script: a }") => {
    const files = {
      ".gitlab-ci.yml": `include:\n  - local: t.yml\n    inputs: ${inputs}\n`,
      "t.yml": `spec:\n  inputs: ${spec}\n---\n${template}\n`,
    };
    return read(files)
      .faults()
      .map(({ kind, subject, location }) => (kind === "input-invalid" ? [subject, textAt(files, location)] : kind));
  };

  it("lack, or are not declared", () => {
    const include = "local: t.yml\n    inputs: {}\n";
    assert.deepEqual(refusals("{ a: }", "{}"), [["`a` input: required value has not been provided", include]]);
    assert.deepEqual(refusals("{ a: { default: null } }", "{}"), [
      ["`a` input: default value is not a string", "null"],
    ]);
    assert.deepEqual(refusals("{ a: }", "{ a: x, b: y }"), [["unknown input arguments: b", "b"]]);
    assert.deepEqual(refusals("{ a: { rules: [{ if: $X, default: x }] } }", "{}"), []);
    const files = { ".gitlab-ci.yml": "include: { local: t.yml, inputs: { a: x } }", "t.yml": "job: { script: a }" };
    assert.match(read(files).faults()[0]!.subject, /^Given inputs not defined/);
    // Who starts a pipeline may give them.
    assert.deepEqual(read(`${header}job: { script: a }`).faults(), []);
  });

  it("are of another type, by default or as they are given", () => {
    assert.deepEqual(refusals("{ a: { type: number } }", "{ a: x }"), [
      ["`a` input: provided value is not a number", "x"],
    ]);
    assert.deepEqual(refusals("{ a: }", "{ a: 1 }"), [["`a` input: provided value is not a string", "1"]]);
    assert.deepEqual(refusals("{ a: { type: array, default: x } }", "{ a: [] }"), [
      ["`a` input: default value is not an array", "x"],
    ]);
    assert.deepEqual(refusals("{ a: { type: boolean } }", "{ a: yes }"), []);
  });

  it("are none of the options, or do not match", () => {
    const options = "{ a: { options: [x, y] } }";
    assert.deepEqual(refusals(options, "{ a: z }"), [
      ["`a` input: `z` cannot be used because it is not in the list of allowed options", "z"],
    ]);
    assert.deepEqual([refusals(options, "{ a: x }"), refusals(options, "{ a: $X }")], [[], []]);
    assert.deepEqual(refusals("{ a: { type: number, options: [1, 2.0] } }", "{ a: 2 }"), []);
    const regex = "{ a: { regex: '^v\\d+$' } }";
    assert.deepEqual(refusals(regex, "{ a: x1 }"), [
      ["`a` input: provided value does not match required RegEx pattern", "x1"],
    ]);
    assert.deepEqual(refusals(regex, "{ a: v1 }"), []);
  });

  it("are put in by blocks that are wrong", () => {
    const wrong = (block: string) =>
      refusals("{ a: { default: x }, n: { type: number, default: 1 } }", "{}", `job: { script: '$[[ ${block} ]]' }`);
    const function_ = "check that the function name, arguments, and types are correct";
    assert.deepEqual(wrong("inputs.b"), [["unknown interpolation key: `b`", "$[[ inputs.b ]]"]]);
    assert.deepEqual(wrong("inputs.a | upcase")[0]![0], `no function matching \`upcase\`: ${function_}`);
    assert.deepEqual(wrong("inputs.a | truncate(1)")[0]![0], `no function matching \`truncate(1)\`: ${function_}`);
    assert.match(String(wrong("inputs.n | truncate(0,1)")[0]![0]), /^error in `truncate` function: invalid input type/);
    assert.match(String(wrong(`inputs.a${" | expand_vars".repeat(4)}`)[0]![0]), /^too many functions/);
    assert.deepEqual(wrong("inputs.a | truncate(0,1) | posix_escape"), []);
    assert.deepEqual(wrong("matrix.A"), []);
  });

  it("do no harm where it depends on the pipeline whether the file is included", () => {
    const files = {
      ".gitlab-ci.yml": "include: { local: t.yml, inputs: { b: x }, rules: [{ if: $X }] }\njob: { script: a }",
      "t.yml": `${header}other: { script: a }`,
    };
    assert.deepEqual(read(files).faults(), []);
  });
});
