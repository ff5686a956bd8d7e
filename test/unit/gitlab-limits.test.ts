import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { matchesPattern } from "../../src/workspace/pattern";
import { job, read, script } from "./gitlabJobs";

describe("a pipeline without measure", () => {
  it("is read without an error: long ways of extends and of references", () => {
    const chain = (line: (i: number) => string) => Array.from({ length: 5000 }, (_, i) => line(i)).join("\n");
    const extended = read(`${chain((i) => `j${i}: { extends: j${i + 1}, script: a }`)}\nj5000: { tags: [a] }`);
    assert.equal(extended.jobs.size, 5001);
    assert.equal(job(extended, "j0").tags.state, "unknown");
    const referring = read(
      `${chain((i) => `j${i}: { script: [!reference [j${i + 1}, script]] }`)}\nj5000: { script: a }`,
    );
    assert.equal(job(referring, "j0").script.state, "unknown");
    assert.deepEqual(script(job(referring, "j4999"))[1], ["a"]);
  });

  it("is read in no time: references that stand for millions of others", () => {
    const levels = Array.from({ length: 60 }, (_, i) => {
      const twice = `!reference [.l${i}, s], !reference [.l${i}, s]`;
      return `.l${i + 1}: { s: [${twice}], v: { a: !reference [.l${i}, v], b: !reference [.l${i}, v] } }`;
    });
    const text = `.l0: { s: [a], v: { a: b } }\n${levels.join("\n")}\njob: { script: !reference [.l60, s], rules: [!reference [.l60, v]] }`;
    const found = job(text);
    assert.equal(found.script.state, "unknown");
    assert.equal(found.condition(found.instances[0]!).list.key, undefined);
  });

  it("is read in no time: files that include each other and themselves, with other inputs each time", () => {
    const names = Array.from({ length: 20 }, (_, i) => `f${i}.yml`);
    const includes = `include:\n${names.map((name) => `  - { local: ${name}, inputs: { a: x } }`).join("\n")}`;
    const files = Object.fromEntries(names.map((name) => [name, `spec: { inputs: { a: } }\n---\n${includes}`]));
    const pipeline = read({ ...files, ".gitlab-ci.yml": `${includes}\njob: { script: a }` });
    assert.deepEqual([...pipeline.jobs.keys()], ["job"]);
    assert.match(pipeline.open!, /more include than GitLab reads/);
  });

  it("tells in no time where its values come from: extends that branch and go in circles", () => {
    const lines = ["a", "b", "c"].map((name) => `${name}: { extends: [a, b, c, a, b, c], script: x }`);
    assert.equal(job(lines.join("\n"), "a").provenance(["tags"]), undefined);
  });

  it("is read in no time: long patterns", () => {
    assert.equal(matchesPattern("a".repeat(1000), `${"*a".repeat(500)}b`), false);
    assert.equal(matchesPattern("a".repeat(1000), "**a".repeat(500)), true);
  });
});

describe("patterns of paths", () => {
  it("know stars and nothing else", () => {
    const yes: readonly [string, string][] = [
      ["a.yml", "*.yml"],
      ["a.yml", "/*.yml"],
      ["a/b/c.yml", "**.yml"],
      ["a/b/c.yml", "a/**/*.yml"],
      ["a/b/c.yml", "a/*/c.yml"],
      [".ci/x.yml", "*/x.yml"],
      ["a[1]{b}?.yml", "a[1]{b}?.*"],
      ["", ""],
      ["\u{1f40b}.yml", "*.yml"],
    ];
    const no: readonly [string, string][] = [
      ["a/b.yml", "*.yml"],
      ["a/c.yml", "a/**/*.yml"],
      ["a1.yml", "a[1].yml"],
      ["ab.yml", "a?.yml"],
      ["a.yml", "a.ym"],
      ["a.yml", ""],
      ["xyml", "x.yml"],
    ];
    for (const [path, pattern] of yes) assert.ok(matchesPattern(path, pattern), `${pattern} matches ${path}`);
    for (const [path, pattern] of no) assert.ok(!matchesPattern(path, pattern), `${pattern} does not match ${path}`);
  });
});
