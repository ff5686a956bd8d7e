import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Level, Settings } from "../../src/config/settings";
import { Analyser } from "../../src/features/analysis";
import type { ImageFlow } from "../../src/images/flow";
import type { Rule } from "../../src/rules/rule";
import { Linter, type RuleResults } from "../../src/rules/run";
import { analyseFiles } from "./fixtures";

const pipeline = `
a: {script: buildah push $CI_REGISTRY_IMAGE:a}
b: {script: buildah push $CI_REGISTRY_IMAGE:b}
`;
const flow = analyseFiles({ ".gitlab-ci.yml": pipeline }).flows[0]!;

const base = { summary: "", severity: "error", confidence: "certain", fixes: [] } as const;

const noSettings = {};

function lint(linter: Linter, flows: readonly ImageFlow[], settings: Settings = noSettings): RuleResults {
  const nothing = {
    runners: [],
    containerfiles: [],
    configurations: [],
    containerfileOf: () => undefined,
    buildsOf: () => [],
  };
  return linter.lint([{ ...nothing, flows, settings }], new Map());
}

const said = ({ findings }: RuleResults) => findings.map(({ rule, message }) => `${rule}: ${message}`);

describe("the linter", () => {
  it("asks about a job anew only where something has changed that was looked at for it", () => {
    const asked: string[] = [];
    const rule: Rule = {
      ...base,
      id: "x",
      job({ job }, { inFlow }) {
        asked.push(job.name);
        inFlow((flow) => job.name === "all" && flow.runs.length);
      },
      pipelineJob(job, { pipeline, publications, runsOf, isOrdered }) {
        const [content] = runsOf(job)[0]!.added.values();
        const key = content?.kind === "remote" ? content.reference.key : undefined;
        for (const { run } of (key === undefined ? undefined : publications.get(key)) ?? []) isOrdered(run.job, job);
        if (job.name === "last" && job.needs.state === "known")
          pipeline.findNeeded(job.needs.value[0]!, job.instances[0]!);
      },
    };
    const text = `
push: {stage: build, script: buildah push $CI_REGISTRY_IMAGE:a}
middle: {needs: [push], script: echo}
list: {needs: [middle], script: buildah manifest add l docker://$CI_REGISTRY_IMAGE:a}
other: {script: buildah push $CI_REGISTRY_IMAGE:b}
last: {needs: [late], script: echo}
all: {script: buildah push $CI_REGISTRY_IMAGE:c}
`;
    const analyser = new Analyser([rule]);
    const ask = (from: string, to: string) => {
      asked.length = 0;
      analyseFiles({ ".gitlab-ci.yml": text.replace(from, to) }, analyser);
      return asked.join(" ");
    };
    assert.equal(ask("", ""), "push middle list other last all");
    assert.equal(ask("push: {", "push: {tags: [x], "), "push list all");
    assert.equal(ask("needs: [push]", "needs: []"), "push middle list all");
    assert.equal(ask("", ""), "middle list all");
    assert.equal(ask("other: {", "other: {tags: [x], "), "other all");
    assert.equal(ask("IMAGE:b", "IMAGE:a"), "list other all");
    assert.equal(ask("other: {", "late: {script: echo}\nother: {"), "list late other last all");
    assert.equal(ask("all: {", "late: {script: echo}\nall: {"), "last late all");
  });

  it("names a rule that throws once, keeps what it found elsewhere, and goes on with the others", () => {
    const thrower: Rule = {
      ...base,
      id: "broken",
      job({ job }, { report }) {
        if (job.name === "a") throw new Error("first");
        report({ at: job.location, message: "found" });
      },
      pipeline() {
        throw new Error("second");
      },
    };
    const sound: Rule = {
      ...base,
      id: "sound",
      pipeline: ({ runs }, { report }) => report({ at: runs[0]!.job.location, message: "found" }),
    };
    const linter = new Linter([thrower, sound]);
    for (const results of [lint(linter, [flow]), lint(linter, [flow])]) {
      assert.deepEqual(said(results), ["broken: found", "sound: found"]);
      assert.deepEqual(
        results.failures.map(({ rule, error }) => `${rule}: ${(error as Error).message}`),
        ["broken: first"],
      );
    }
  });

  it("names a rule whose fix throws when somebody asks for the fix", () => {
    const rule: Rule = {
      ...base,
      id: "x",
      pipeline: ({ runs }, { report }) =>
        report({
          at: runs[0]!.job.location,
          message: "found",
          fixes: () => {
            throw new Error("no fix");
          },
        }),
    };
    const results = lint(new Linter([rule]), [flow]);
    assert.equal(results.failures.length, 0);
    assert.deepEqual(results.findings[0]!.fixes, []);
    assert.deepEqual(
      results.failures.map((failure) => failure.rule),
      ["x"],
    );
  });

  it("leaves a rule that may be wrong off until somebody gives it a severity", () => {
    const rule: Rule = {
      ...base,
      id: "x",
      confidence: "likely",
      pipeline: ({ runs }, { report }) => report({ at: runs[0]!.job.location, message: "found", severity: "error" }),
    };
    const severities = (level?: Level) => {
      const set = level ? { rules: { x: level } } : {};
      return lint(new Linter([rule]), [flow], set).findings.map(({ severity }) => severity);
    };
    assert.deepEqual(
      [severities(), severities("off"), severities("hint"), severities("warning")],
      [[], [], ["hint"], ["warning"]],
    );
  });

  it("names every job that a text is at work in, and every job that a fix changes", () => {
    const text = `
.build: {script: [buildah build --platform linux/$ARCH .]}
a: {extends: .build, variables: {ARCH: &arch x86_64}}
b: {extends: .build, variables: {ARCH: *arch}}
c: {extends: .build, variables: {ARCH: amd64}}
d: &d {script: [buildah build --platform linux/aarch64 .]}
e: {<<: *d}
`;
    const { findings } = analyseFiles({ ".gitlab-ci.yml": text });
    const aliases = findings.filter(({ rule }) => rule === "platform-alias");
    assert.deepEqual(
      aliases.map(({ message, fixes }) => [/(?<=match\.).*/.exec(message)![0], ...fixes.map(({ title }) => title)]),
      [
        [" The same text is at work in b.", "Change x86_64 to amd64 (in a and b)"],
        [" The same text is at work in e.", "Write linux/arm64 (in d and e)"],
      ],
    );
  });

  it("names the jobs that mention a shared variable, through variables of their own too, when a fix changes it", () => {
    const text = `
variables: {BASE: linux/x86_64}
a: {script: ['buildah build --platform $BASE .', 'echo \${BASE}']}
b: {variables: {P: $BASE}, script: [echo $P]}
c: {script: [echo c]}
`;
    const { findings } = analyseFiles({ ".gitlab-ci.yml": text });
    const { fixes } = findings.find(({ rule }) => rule === "platform-alias")!;
    assert.deepEqual(
      fixes.map(({ title }) => title),
      ["Write linux/amd64 (in a and b)"],
    );
  });

  it("says the same of one place once, however many pipelines come to it", () => {
    const rule: Rule = {
      ...base,
      id: "x",
      job: ({ job }, { report }) => report({ at: job.location, message: job.name }),
    };
    assert.deepEqual(said(lint(new Linter([rule]), [flow, flow])), ["x: a", "x: b"]);
  });
});
