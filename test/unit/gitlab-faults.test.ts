import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { neededNames } from "../../src/gitlab/neededNames";
import { PipelineReader, type PipelineReading } from "../../src/gitlab/read";
import { YamlDocument } from "../../src/yaml/document";
import { type Files, projectUri, readerOf } from "./fixtures";
import { job, read, readAs, textAt } from "./gitlabJobs";

/** What is wrong with a pipeline: kind, subject, and the text at the place. */
function faults(files: Files | string): string[] {
  return read(files)
    .faults()
    .map(({ kind, subject, location }) => `${kind} ${subject} @ ${textAt(files, location)}`);
}

describe("extends that GitLab refuses", () => {
  it("name what is not there or no mapping, in hidden jobs too", () => {
    assert.deepEqual(faults("job: { script: a, extends: [.b, .c] }\n.c: { extends: .d }\n"), [
      "extends-unknown .b @ .b",
      "extends-unknown .d @ .d",
    ]);
    assert.deepEqual(faults("job: { script: a, extends: .b }\n.b: [c]\n"), ["extends-invalid .b @ .b"]);
    assert.deepEqual(faults("job: { script: a, extends: .b }\n.b:\n"), ["extends-invalid .b @ .b"]);
    // References come later.
    assert.deepEqual(faults(".b: !reference [.c]\n.c: { image: x }\njob: { script: a, extends: .b }\n"), [
      "extends-invalid .b @ .b",
    ]);
  });

  it("go in a circle", () => {
    assert.deepEqual(faults("a: { extends: b, script: x }\nb: { extends: a }\nc: { extends: a }\n"), [
      "extends-cycle a, b, a @ b",
      "extends-cycle b, a, b @ a",
    ]);
    assert.deepEqual(faults("a: { extends: a, script: x }"), ["extends-cycle a, a @ a"]);
    // Who is no member of it has nothing wrong.
    const beside = ".a: { extends: .b }\n.b: { extends: [.c, .e] }\n.c: { extends: .a }\n.d: { extends: .a }\n.e: {}";
    assert.deepEqual(
      faults(beside).map((fault) => fault.replace(/,.*@/, " @")),
      ["extends-cycle .a @ .b", "extends-cycle .b @ .c", "extends-cycle .c @ .a"],
    );
  });

  it("are more than eleven, one after the other", () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, i) => `.j${i + 1}: { extends: .j${i}, script: a }\n`).join("");
    assert.deepEqual(faults(`.j0: { script: a }\n${chain(11)}`), []);
    // One more is one too many, and jobs that extend it have nothing wrong themselves.
    assert.deepEqual(faults(`.j0: { script: a }\n${chain(20)}`), ["extends-too-deep .j12 @ .j11"]);
  });

  it("are nothing wrong where a part is not read", () => {
    assert.deepEqual(faults("include: { template: X.gitlab-ci.yml }\njob: { script: a, extends: .b }"), []);
    assert.deepEqual(readAs("fragment", "job: { script: a, extends: .b }").faults(), []);
  });
});

describe("references that GitLab refuses", () => {
  it("lead nowhere, to nothing, or in a circle", () => {
    assert.deepEqual(faults("job: { script: [!reference [.a, script], !reference [.b, x]] }\n.b: { x: null }"), [
      'reference-missing [".a", "script"] @ [.a, script]',
      'reference-missing [".b", "x"] @ [.b, x]',
    ]);
    const circle = "a: { script: [!reference [b, script]] }\nb: { script: [!reference [a, script]] }\n";
    const both = ['reference-cycle ["b", "script"] @ [b, script]', 'reference-cycle ["a", "script"] @ [a, script]'];
    assert.deepEqual(faults(`${circle}c: { script: [!reference [a, script]] }`), both);
  });

  it("are found where nothing uses them, for GitLab resolves all", () => {
    assert.equal(faults(".a: { script: !reference [.b, script] }\njob: { script: a }").length, 1);
    assert.deepEqual(
      faults("include: a.yml\njob: { script: !reference [.b, script] }").at(0)?.slice(0, 15),
      "include-missing",
    );
  });
});

describe("other things that GitLab refuses", () => {
  it("parallel with more jobs than two hundred", () => {
    const values = (count: number) => `[${Array.from({ length: count }, (_, i) => i).join(", ")}]`;
    const matrix = (a: number, b: number) => `[{ A: ${values(a)}, B: ${values(b)} }]`;
    assert.deepEqual(faults(`job: { script: a, parallel: { matrix: ${matrix(20, 10)} } }`), []);
    assert.deepEqual(faults(`job: { script: a, parallel: { matrix: ${matrix(67, 3)} } }`), [
      "parallel-too-many 201 @ matrix",
    ]);
    assert.deepEqual(faults("job: { script: a, parallel: { matrix: [{ A: !reference [.a, b] }] } }\n.a: { b: c }"), []);
    assert.deepEqual(faults("job: { script: a, parallel: 201 }"), ["parallel-too-many 201 @ 201"]);
    assert.deepEqual(faults("job: { script: a, parallel: 200 }"), []);
  });

  it("combinations of one name: the later one replaces the earlier one", () => {
    const files = "job: { script: a, parallel: { matrix: [{ A: [x, y], B: z }, { B: y, A: [z] }] } }";
    assert.deepEqual(faults(files), ["matrix-collision job: [y, z] @ y"]);
    assert.equal(textAt(files, read(files).faults()[0]!.other!), "{ A: [x, y], B: z }");
    // Those of one entry too, each.
    assert.equal(faults("job: { script: a, parallel: { matrix: [{ A: [x, x, x] }] } }").length, 2);
  });

  it("scripts with what is no text; what many jobs inherit is said once", () => {
    assert.deepEqual(faults("job:\n  script:\n    - echo a: b\n    - true\n"), ["script-invalid script @ echo a"]);
    assert.deepEqual(faults("job: { script: [[a, [b]], true] }"), ["script-invalid script @ true"]);
    assert.deepEqual(faults("default: { before_script: [{ a: b }] }\njob: { script: a }\nafter_script: [1]"), [
      "script-invalid before_script @ a",
      "script-invalid after_script @ 1",
    ]);
    assert.deepEqual(faults(".a: { script: [x: y] }\na: { extends: .a }\nb: { extends: .a }"), [
      "script-invalid script @ x",
    ]);
  });

  it("names of jobs that are no jobs", () => {
    assert.deepEqual(faults("job: { script: a }\nother: text\nempty:\n.hidden: text\n"), [
      "job-invalid other @ other",
      "job-invalid empty @ empty",
    ]);
  });

  it("local files that are not there, if the include counts; a pattern may find none", () => {
    assert.deepEqual(faults("include: [a.yml, 'b/*.yml', $X.yml]\njob: { script: a }"), [
      "include-missing a.yml @ a.yml",
    ]);
    assert.deepEqual(faults("include: { local: a.yml, rules: [{ if: $CI_COMMIT_TAG }] }\njob: { script: a }"), []);
  });

  it("instances that needs pick and that there are not", () => {
    const pipeline = read(`
build: { script: a, parallel: { matrix: [{ A: [x, y] }] } }
job: { script: a, needs: [{ job: build, parallel: { matrix: [{ A: [x, z] }] } }] }
`);
    const { needs, instances } = job(pipeline);
    assert.ok(needs.state === "known");
    const needed = pipeline.findNeeded(needs.value[0]!, instances[0]!)!;
    assert.deepEqual(needed.unmatched, ["build: [z]"]);
    assert.deepEqual(needed.instances !== "all" && needed.instances?.map(({ name }) => name), ["build: [x]"]);
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

describe("faults while a file is edited", () => {
  it("come and go with what causes them, elsewhere too", () => {
    const file = `${projectUri}/.gitlab-ci.yml`;
    const document = new YamlDocument(file, "");
    const reader = new PipelineReader({ file, folder: projectUri }, (_, text) => {
      document.update(text);
      return document;
    });
    const kinds = ({ pipeline }: PipelineReading) => pipeline.faults().map(({ kind, subject }) => `${kind} ${subject}`);
    const at = (text: string) => kinds(reader.read(readerOf({ ".gitlab-ci.yml": text })));
    const user = "job: { extends: .a, script: [!reference [.b, x]] }\n";
    assert.deepEqual(at(`${user}.a: {}\n.b: { x: y }\n`), []);
    assert.deepEqual(at(`${user}.aa: {}\n.b: { x: y }\n`), ["extends-unknown .a"]);
    assert.deepEqual(at(`${user}.a: {}\n.b: { xx: y }\n`), ['reference-missing [".b", "x"]']);
    assert.deepEqual(at(`${user}.a: {}\n.b: { x: y }\n`), []);
    const unused = "job: { script: x }\n.c: { extends: .a }\n";
    assert.deepEqual(at(`${unused}.a: {}\n`), []);
    assert.deepEqual(at(`${unused}.aa: {}\n`), ["extends-unknown .a"]);
    const whole = "job: !reference [.a]\n";
    assert.deepEqual(at(`${whole}.a: { script: b }\n`), []);
    assert.deepEqual(at(`${whole}.aa: { script: b }\n`), ['reference-missing [".a"]']);
    assert.deepEqual(at(`${whole}.a: { script: c }\n`), []);
  });
});
