import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { job, variable } from "./gitlabJobs";

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
