import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { job, textAt, value, variable } from "./gitlabJobs";

describe("matrix", () => {
  const names = (parallel: string) => {
    const found = job(`job: { script: a, parallel: ${parallel} }`);
    return found.hasAllInstances ? found.instances.map(({ name }) => name) : "unknown";
  };
  it("makes one instance of each combination, with GitLab's names", () => {
    assert.deepEqual(names("{ matrix: [{ A: [x, y], B: z }] }"), ["job: [x, z]", "job: [y, z]"]);
    assert.deepEqual(names("{ matrix: [{ A: x, B: [1, 2] }, { C: w }] }"), ["job: [x, 1]", "job: [x, 2]", "job: [w]"]);
    assert.deepEqual(names("{ matrix: [{ A: [a b, linux/arm64] }] }"), ["job: [a b]", "job: [linux/arm64]"]);
    assert.deepEqual(names("{ matrix: [{ B: [1, 2], A: [x, y] }] }"), [
      "job: [1, x]",
      "job: [1, y]",
      "job: [2, x]",
      "job: [2, y]",
    ]);
  });

  it("names numbers as Ruby writes them, and variables as they are written", () => {
    assert.deepEqual(names("{ matrix: [{ A: [1.20, '1.20', 10, true, $V] }] }"), [
      "job: [1.2]",
      "job: [1.20]",
      "job: [10]",
      "job: [true]",
      "job: [$V]",
    ]);
  });

  it("makes one job of combinations of equal names: the last one", () => {
    const found = job("job: { script: a, parallel: { matrix: [{ A: x, B: y }, { B: z }, { B: x, A: y }] } }");
    assert.deepEqual(
      found.instances.map(({ name }) => name),
      ["job: [x, y]", "job: [z]"],
    );
    assert.deepEqual([variable(found, "A"), variable(found, "B")], ["y", "x"]);
  });

  it("is one instance where there is none", () => assert.deepEqual(names("null"), ["job"]));

  it("may be a number of equal jobs, which know which one they are", () => {
    assert.deepEqual(names("3"), ["job 1/3", "job 2/3", "job 3/3"]);
    assert.deepEqual(names("1"), ["job 1/1"]);
    const found = job("job: { script: a, parallel: 2 }");
    assert.deepEqual([variable(found, "CI_NODE_INDEX", 1), variable(found, "CI_NODE_TOTAL", 1)], ["2", "2"]);
    const matrix = job("job: { script: a, parallel: { matrix: [{ A: [x, y] }] } }");
    assert.deepEqual([variable(matrix, "CI_NODE_INDEX", 1), variable(matrix, "CI_NODE_TOTAL", 0)], ["2", "2"]);
  });

  it("is not known where it cannot be read, or where there are too many", () => {
    assert.equal(names("!reference [.gone, parallel]"), "unknown");
    assert.equal(names("{ matrix: !reference [.gone, matrix] }"), "unknown");
    assert.equal(names("{ matrix: [{ A: [!reference [.gone, a]] }] }"), "unknown");
    assert.equal(names("{ matrix: [{ A: ['$[[ inputs.a ]]'] }] }"), "unknown");
    const values = (count: number) => `[${Array.from({ length: count }, (_, i) => i).join(", ")}]`;
    assert.equal(names(`{ matrix: [{ A: ${values(20)}, B: ${values(10)} }] }`).length, 200);
    assert.equal(names(`{ matrix: [{ A: ${values(67)}, B: ${values(3)} }] }`), "unknown");
    assert.equal(names(`{ matrix: [{ A: ${values(200)} }, { B: x }] }`), "unknown");
    for (const count of ["0", "201", "1.5", "-1", "x"]) assert.equal(names(count), "unknown");
  });

  it("gives its variables to the instance, stronger than those of the job", () => {
    const found = job("job: { script: a, variables: { A: job, T: 'tag-$A' }, parallel: { matrix: [{ A: [x, y] }] } }");
    assert.deepEqual([variable(found, "A", 0), variable(found, "A", 1)], ["x", "y"]);
    assert.deepEqual([variable(found, "T", 0), variable(found, "T", 1)], ["tag-x", "tag-y"]);
  });

  it("expands variables in its values, those of the same combination too", () => {
    const text =
      "variables: { G: linux }\njob: { script: a, parallel: { matrix: [{ ARCH: [amd64], P: [$G/$ARCH] }] } }";
    assert.equal(variable(job(text), "P"), "linux/amd64");
    assert.equal(textAt(text, value(job(text), "P")!.slice(6).location!), "amd64");
  });
});
