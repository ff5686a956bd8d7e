import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { job, read, value } from "./gitlabJobs";

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
