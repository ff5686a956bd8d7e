import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { countInstances, readCombinations } from "../../src/gitlab/matrix";
import { neededNames } from "../../src/gitlab/neededNames";
import { job, read, readAs } from "./gitlabJobs";

describe("what GitLab refuses in extends and references", () => {
  const flaws = (text: string) =>
    read(text)
      .flaws()
      .map((flaw) =>
        "job" in flaw
          ? `${flaw.kind}: ${flaw.job} → ${flaw.parent.text}`
          : `${flaw.kind}: ${flaw.reference.path.map((part) => part.text).join(" ")}`,
      );
  const chain = (length: number) => Array.from({ length }, (_, at) => `.l${at + 1}: { extends: .l${at} }\n`).join("");

  it("names that nothing defines, and such that are no mappings", () => {
    assert.deepEqual(flaws(".list: [a]\na: { extends: [.b, .list, .c] }\n.b: { extends: .d }"), [
      "extends no mapping: a → .list",
      "extends unknown: a → .c",
      "extends unknown: .b → .d",
    ]);
  });

  it("circles, each of their members, and nobody else", () => {
    const circle = ".a: { extends: .b }\n.b: { extends: [.c, .e] }\n.c: { extends: .a }\n.d: { extends: .a }\n.e: {}";
    assert.deepEqual(flaws(circle), ["extends circle: .a → .b", "extends circle: .b → .c", "extends circle: .c → .a"]);
  });

  it("more than eleven extends one after the other", () => {
    assert.deepEqual(flaws(`.l0: {}\n${chain(11)}`), []);
    assert.deepEqual(flaws(`.l0: {}\n${chain(13)}`), [
      "extends too deep: .l12 → .l11",
      "extends too deep: .l13 → .l12",
    ]);
    assert.ok(flaws(`.l0: {}\n${chain(3000)}`).length > 400);
  });

  it("references to nothing, through other references, and in circles", () => {
    assert.deepEqual(flaws("a: { script: [!reference [b, script], !reference [c, x]] }\nb: { script: x }\nc: {}"), [
      "reference missing: c x",
    ]);
    assert.deepEqual(flaws("a: !reference [b]\nb: { x: { y: z } }\nc: { script: !reference [a, x] }"), [
      "reference missing: a x",
    ]);
    assert.deepEqual(
      flaws("a: { x: [!reference [b, x]] }\nb: { x: [[!reference [a, x]]] }\nc: { x: !reference [a, x] }"),
      ["reference circle: b x", "reference circle: a x"],
    );
  });

  it("nothing that an include may define that cannot be read", () => {
    const text = "include: { project: a/b, file: c.yml }\na: { extends: .b, script: !reference [.c, script] }";
    assert.deepEqual(flaws(text), []);
  });
});

describe("a file that may be a part of a pipeline", () => {
  const isFragment = (text: string) => readAs("unsure", text).isFragment;
  it("is one where it refers to what it lacks, or has stages that it does not name", () => {
    assert.equal(isFragment("job: { script: [!reference [.a, script]] }"), true);
    assert.equal(isFragment("job: { script: [!reference [.a, script]] }\n.a: { script: x }"), false);
    assert.equal(isFragment("job: { script: a, stage: publish }"), true);
    assert.equal(isFragment("job: { script: a, stage: publish }\nstages: [build]"), false);
    assert.equal(isFragment("job: { script: a, stage: .post }"), false);
    assert.equal(isFragment(".job: { script: a, stage: publish }"), false);
  });
});

describe("the number of a job's instances", () => {
  const parallel = (text: string) => job(`job: { script: a, parallel: ${text} }`).body.entries.get("parallel")!.value;
  it("is counted beyond what GitLab allows, and not where a value is not known", () => {
    assert.equal(countInstances(parallel("7000")), 7000);
    assert.equal(countInstances(parallel("{ matrix: [{ A: [1, 2, 3], B: [1, 2] }, { A: x }] }")), 7);
    assert.equal(countInstances(parallel("{ matrix: [{ A: !reference [.gone, a] }] }")), undefined);
    assert.equal(countInstances(parallel("$N")), undefined);
  });
  it("has those of equal names in it", () => {
    const names = readCombinations("job", parallel("{ matrix: [{ A: [x, x] }, { B: x }] }"))?.map(({ name }) => name);
    assert.deepEqual(names, ["job: [x]", "job: [x]", "job: [x]"]);
  });
});

describe("the names that an entry of needs stands for", () => {
  const names = (entry: string) => {
    const pipeline = read(
      `build: { script: a, parallel: { matrix: [{ A: [x, y] }] } }\njob: { script: a, needs: [${entry}] }`,
    );
    const { needs, instances } = job(pipeline);
    return needs.state === "known" ? neededNames(needs.value[0]!, instances[0]!, pipeline) : needs.state;
  };
  it("are those of all instances, of those that are picked, and of those that there are not", () => {
    assert.deepEqual(names("build"), ["build: [x]", "build: [y]"]);
    assert.deepEqual(names("'build: [y]'"), ["build: [y]"]);
    assert.deepEqual(names("{ job: build, parallel: { matrix: [{ A: [y, z] }] } }"), ["build: [y]", "build: [z]"]);
    assert.deepEqual(names("gone"), ["gone"]);
    assert.deepEqual(names("{ pipeline: $P, job: build }"), []);
  });
});
