import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { job } from "./gitlabJobs";

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
