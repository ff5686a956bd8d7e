import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeCoexistence } from "../../src/gitlab/conditions/coexistence";
import { readPipeline } from "../../src/gitlab/read";
import { parseYaml } from "../../src/yaml/parse";
import { projectUri, readerOf } from "./fixtures";
import { job, read, textAt, value, variable } from "./gitlabJobs";

describe("variables", () => {
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

  it("may be written in all ways that GitLab knows", () => {
    const of = (text: string) => value(`variables: { V: "${text}", A: a, B_1: b }\njob: { script: a }`)?.display;
    assert.deepEqual(["$A", "${A}", "%A%", "$A$B_1", "${A}x", "$Ax", "$$A", "$$$A", "a$", "$1"].map(of), [
      "a",
      "a",
      "a",
      "ab",
      "ax",
      "$Ax",
      "$A",
      "$a",
      "a$",
      "$1",
    ]);
    // What is between per cent signs but is no variable is text, as in formats of dates.
    assert.deepEqual(["%Y-%m-%d", "%%A%", "100%"].map(of), ["%Y-%m-%d", "%%A%", "100%"]);
    assert.equal(value("variables: { V: '%Y-%m-%d' }\njob: { script: a }")?.literal, "%Y-%m-%d");
  });

  it("have texts as values, whatever GitLab's YAML, which is 1.1, makes of them", () => {
    const of = (text: string) => value(`variables:\n  V: ${text}\njob: { script: a }`)?.display;
    // Measured with Ruby 3.1 and Psych 4.0.3.
    const texts: Readonly<Record<string, string>> = {
      "1.10": "1.1",
      "'1.10'": "1.10",
      "!!str 1.10": "1.10",
      "1.0": "1.0",
      "-0.50": "-0.5",
      ".5": "0.5",
      "1.": "1.0",
      "1.5e3": "1.5e3",
      "1e3": "1e3",
      "10": "10",
      "+1": "1",
      "017": "15",
      "0755": "493",
      "08": "08",
      "0o17": "0o17",
      "0x1F": "31",
      "0b11": "3",
      "1_000": "1000",
      "1,000": "1000",
      "12345678901234567890": "12345678901234567890",
      "12:30": "45000",
      "12:30:45": "45045",
      yes: "true",
      On: "true",
      tRue: "true",
      no: "false",
      OFF: "false",
      '"no"': "no",
      y: "y",
      n: "n",
      null: "",
      "~": "",
      "": "",
      "''": "",
    };
    for (const [written, text] of Object.entries(texts)) assert.equal(of(written), text, written);
    assert.deepEqual(["1.5e+30", ".inf", "12:30:45.5"].map(of), [undefined, undefined, undefined]);
    const text = "variables: { V: 1.20 }\njob: { script: a }";
    assert.equal(textAt(text, value(text)!.location!), "1.20");
    assert.equal(value(text)!.editable, undefined);
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

  const withRules = (rules: string, workflow = "") =>
    value(`variables: { V: a }\n${workflow}\njob: { script: a, rules: [${rules}] }`)?.display;

  it("that one rule sets and another one does not are unknown, and no others", () => {
    assert.equal(withRules("{ if: $X, variables: { V: b } }, { when: always }"), undefined);
    assert.equal(withRules("{ if: $X, variables: { V: b } }, { if: $Y, variables: { V: c } }"), undefined);
    assert.equal(withRules("{ if: $X, variables: { W: b } }, { when: always }"), "a");
    assert.equal(withRules("!reference [.gone, rules]"), undefined);
  });

  it("are known where all rules that can let the job in say the same", () => {
    assert.equal(withRules("{ if: $X, variables: { V: b } }"), "b");
    assert.equal(withRules("{ if: $X, variables: { V: b } }, { variables: { V: b } }"), "b");
    // What the job has without the rule counts where the rule says nothing.
    assert.equal(withRules("{ if: $X, variables: { V: a } }, { when: always }"), "a");
    assert.equal(
      withRules("{ if: $X, variables: { V: b } }, { variables: { V: { value: b, expand: false } } }"),
      undefined,
    );
    // Rules that keep the job out, or come too late, make no difference.
    assert.equal(withRules("{ if: $X, when: never, variables: { V: c } }, { variables: { V: b } }"), "b");
    assert.equal(withRules("{ variables: { V: b } }, { if: $X, variables: { V: c } }"), "b");
    assert.equal(
      withRules(
        "{ if: $CI_COMMIT_TAG, when: never }, { if: $CI_COMMIT_TAG, variables: { V: c } }, { variables: { V: b } }",
      ),
      "b",
    );
  });

  it("of workflow are those of its rules that allow a pipeline with the job", () => {
    const workflow = "workflow: { rules: [{ if: $CI_COMMIT_TAG, variables: { V: tag } }, { if: $CI_COMMIT_BRANCH }] }";
    assert.equal(withRules("{ if: $CI_COMMIT_TAG }", workflow), "tag");
    assert.equal(withRules("{ if: $CI_COMMIT_BRANCH == 'main' }", workflow), "a");
    assert.equal(withRules("{ when: always }", workflow), undefined);
    const other = "workflow: { rules: [{ if: $X, variables: { W: b } }, { when: always }] }";
    assert.equal(withRules("{ when: always }", other), "a");
  });

  it("of rules are stronger than those of the matrix, those of the workflow than global ones only", () => {
    const rules = "rules: [{ if: $X, variables: { V: rule } }], parallel: { matrix: [{ V: [matrix], W: [w] }] }";
    const found = job(`job: { script: a, ${rules} }`);
    assert.deepEqual([variable(found, "V"), variable(found, "W")], ["rule", "w"]);
    const workflow = "workflow: { rules: [{ if: $X, variables: { V: a } }] }";
    assert.equal(value(`${workflow}\njob: { script: a, variables: { V: job } }`)?.display, "job");
  });

  it("tell at which level they are set, and where", () => {
    const text = `
variables: { G: global, A: global, B: global }
job:
  script: a
  variables: { A: job, B: { value: raw, expand: false } }
  rules: [{ if: $X, variables: { R: rule } }]
  parallel: { matrix: [{ M: [matrix], A: [matrix] }] }
`;
    const found = job(text);
    const origin = (name: string) => {
      const known = found.variableOrigin(found.instances[0]!, name);
      return known && [known.level, textAt(text, known.location)];
    };
    assert.deepEqual(["G", "A", "B", "M", "R", "CI_COMMIT_SHA", "GONE"].map(origin), [
      ["global", "global"],
      ["matrix", "matrix"],
      ["job", "raw"],
      ["matrix", "matrix"],
      ["rules", "rule"],
      undefined,
      undefined,
    ]);
    assert.deepEqual([...new Set(found.variableNames)].sort(), ["A", "B", "G", "R"]);
    assert.deepEqual(found.variableNames, found.variableNames);
  });

  it("of an include that could not be read hide those that it may set, but not GitLab's own", () => {
    const found = job("include: { template: x }\njob: { script: a, inherit: { variables: [W] } }");
    assert.equal(variable(found, "W"), undefined);
    assert.equal(variable(found, "CI_COMMIT_SHA"), "$CI_COMMIT_SHA");
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

describe("variables that the project sets too", () => {
  const readOverridden = (text: string) =>
    readPipeline(
      { file: `${projectUri}/.gitlab-ci.yml`, folder: projectUri, overridden: new Set(["V"]) },
      readerOf({ ".gitlab-ci.yml": text }),
      parseYaml,
    );

  it("are unknown at all levels, and within other variables", () => {
    const found = job(
      readOverridden(`
variables: { V: global, W: <$V>, X: x }
job:
  script: a
  parallel: { matrix: [{ M: $V-$X }] }
  variables: { V: job }
  rules: [{ variables: { V: rule } }]
`),
    );
    assert.equal(variable(found, "V"), undefined);
    assert.equal(value(found, "W")?.isKnown, false);
    assert.equal(value(found, "M")?.display, "$V-x");
    assert.equal(value(found, "M")?.isKnown, false);
    assert.equal(variable(found, "X"), "x");
  });

  it("make no difference to rules by what the files say of them", () => {
    const pipeline = readOverridden(`
variables: { V: global }
a: { script: x, rules: [{ if: $V == "a" }], variables: { V: a } }
b: { script: x, rules: [{ if: $V == "a" }], parallel: { matrix: [{ V: [b] }] } }
c: { script: x, rules: [{ if: $V == "c" }] }
`);
    const [a, b, c] = [...pipeline.jobs.values()].map(({ condition, instances }) => condition(instances[0]!));
    const { canBeTogether, isAlwaysThere } = makeCoexistence();
    assert.equal(isAlwaysThere(a!, b!), "yes");
    assert.equal(canBeTogether(a!, b!), "yes");
    assert.equal(canBeTogether(a!, c!), "no");
  });
});
