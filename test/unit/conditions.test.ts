import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Answer, makeCoexistence } from "../../src/gitlab/conditions/coexistence";
import type { Condition, PresenceTest } from "../../src/gitlab/conditions/condition";
import { readPipeline } from "../../src/gitlab/read";
import { parseYaml } from "../../src/yaml/parse";
import { type Files, projectUri, readerOf } from "./fixtures";

/** The conditions of the first instances of jobs. */
function conditions(text: string, names: readonly string[], more: Files = {}): Condition[] {
  const files = { ...more, ".gitlab-ci.yml": text };
  const { jobs } = readPipeline(
    { file: `${projectUri}/.gitlab-ci.yml`, folder: projectUri },
    readerOf(files),
    parseYaml,
  );
  return names.map((name) => {
    const job = jobs.get(name);
    assert.ok(job, `there is no job ${name}`);
    return job.condition(job.instances[0]!);
  });
}

interface Row {
  /** What the jobs `a` and `b` say, in YAML. */
  readonly a: string;
  readonly b: string;
  /** The top level of the pipeline. */
  readonly top?: string;
  readonly together: Answer;
  /** Whether `a` is in each pipeline that `b` is in. */
  readonly aWithB: Answer;
  readonly bWithA: Answer;
}

/** Each row is a test; `a` and `b` change places in a second one. */
function specify(rows: readonly Row[]): void {
  for (const { a, b, top = "", together, aWithB, bWithA } of rows) {
    it(`${[top, a || "nothing", b || "nothing"].filter(Boolean).join("  |  ")}`, () => {
      const text = `${top}\na: { script: x, ${a} }\nb: { script: x, ${b} }\n.r: { rules: [{ if: $CI_COMMIT_TAG }] }\n`;
      const [first, second] = conditions(text, ["a", "b"]) as [Condition, Condition];
      const { canBeTogether, isAlwaysThere } = makeCoexistence();
      assert.deepEqual(
        {
          together: [canBeTogether(first, second), canBeTogether(second, first)],
          aWithB: isAlwaysThere(first, second),
          bWithA: isAlwaysThere(second, first),
        },
        { together: [together, together], aWithB, bWithA },
      );
    });
  }
}

const [yes, no, unknown] = ["yes", "no", "unknown"] as const;
const never = { together: no, aWithB: no, bWithA: no } as const;
const same = { together: yes, aWithB: yes, bWithA: yes } as const;
const bNeedsA = { together: yes, aWithB: yes, bWithA: no } as const;
const sometimes = { together: yes, aWithB: no, bWithA: no } as const;
const open = { together: unknown, aWithB: unknown, bWithA: unknown } as const;

const tag = "rules: [{ if: $CI_COMMIT_TAG }]";
const branch = "rules: [{ if: $CI_COMMIT_BRANCH }]";
const mergeRequest = "rules: [{ if: $CI_PIPELINE_SOURCE == 'merge_request_event' }]";
const onDefault = "rules: [{ if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH }]";
const onMain = "rules: [{ if: $CI_COMMIT_BRANCH == 'main' }]";

describe("two jobs in one pipeline: its kind", () => {
  specify([
    { a: "", b: "", ...same },
    { a: tag, b: branch, ...never },
    { a: tag, b: mergeRequest, ...never },
    { a: branch, b: mergeRequest, ...never },
    { a: "rules: [{ if: $CI_COMMIT_BRANCH && $CI_COMMIT_TAG }]", b: "", together: no, aWithB: no, bWithA: yes },
    // A job without a condition is in the pipelines of branches and tags.
    { a: "", b: tag, ...bNeedsA },
    { a: "", b: branch, ...bNeedsA },
    { a: "", b: mergeRequest, ...never },
    { a: "", b: "rules: [{ when: on_success }]", together: yes, aWithB: no, bWithA: yes },
    // With workflow:rules it is in all that these allow.
    { top: "workflow: { rules: [{ when: always }] }", a: "", b: mergeRequest, ...bNeedsA },
    { top: "workflow: { rules: [{ if: $CI_COMMIT_TAG }] }", a: "", b: tag, ...same },
    { top: "workflow: { rules: [{ if: $CI_COMMIT_TAG }] }", a: "", b: branch, together: no, aWithB: yes, bWithA: no },
    { top: `workflow: { ${mergeRequest} }`, a: "", b: "rules: [{ when: on_success }]", ...same },
    {
      top: "workflow: { rules: [{ if: $CI_COMMIT_TAG, when: never }, { when: always }] }",
      a: tag,
      b: "",
      together: no,
      aWithB: no,
      bWithA: yes,
    },
  ]);
});

describe("two jobs in one pipeline: its source", () => {
  const source = (name: string) => `rules: [{ if: $CI_PIPELINE_SOURCE == '${name}' }]`;
  specify([
    { a: source("push"), b: source("schedule"), ...never },
    { a: source("schedule"), b: branch, ...sometimes },
    { a: source("push"), b: "rules: [{ if: $CI_PIPELINE_SOURCE != 'push' }]", ...never },
    { a: "rules: [{ if: $CI_PIPELINE_SOURCE =~ /^(push|web)$/ }]", b: source("push"), ...bNeedsA },
    {
      a: source("merge_request_event"),
      b: source("merge_request_event").replace("event'", "event' && $CI_COMMIT_TAG"),
      together: no,
      aWithB: yes,
      bWithA: no,
    },
    // A pipeline that one of a merge request starts is one of the merge request too.
    { a: mergeRequest, b: "rules: [{ if: $CI_MERGE_REQUEST_IID }]", together: yes, aWithB: unknown, bWithA: yes },
    {
      a: "rules: [{ if: $CI_MERGE_REQUEST_TARGET_BRANCH_NAME == 'main' }]",
      b: mergeRequest,
      together: yes,
      aWithB: no,
      bWithA: unknown,
    },
    { a: source("merge_request_event"), b: "only: [merge_requests]", ...same },
    {
      top: "workflow: { rules: [{ if: $CI_PIPELINE_SOURCE == 'merge_request_event' }, { if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS, when: never }, { if: $CI_COMMIT_BRANCH }] }",
      a: mergeRequest,
      b: branch,
      ...never,
    },
  ]);
});

describe("two jobs in one pipeline: its branch or tag", () => {
  const onTag = (pattern: string) => `rules: [{ if: $CI_COMMIT_TAG =~ ${pattern} }]`;
  specify([
    { a: onMain, b: "rules: [{ if: $CI_COMMIT_BRANCH == 'develop' }]", ...never },
    { a: branch, b: onMain, ...bNeedsA },
    { a: branch, b: onDefault, ...bNeedsA },
    { a: tag, b: onDefault, ...never },
    { a: "rules: [{ if: $CI_COMMIT_BRANCH != 'main' }]", b: onMain, ...never },
    // Nobody knows whether main is the default branch.
    { a: onMain, b: onDefault, ...open },
    {
      a: onDefault,
      b: "rules: [{ if: $CI_COMMIT_BRANCH == 'next' }, { if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH }]",
      together: yes,
      aWithB: no,
      bWithA: yes,
    },
    {
      a: "rules: [{ if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH }, { if: $CI_COMMIT_TAG }]",
      b: "rules: [{ if: $CI_COMMIT_TAG }, { if: $CI_MERGE_REQUEST_ID }]",
      ...sometimes,
    },
    { a: "rules: [{ if: $CI_COMMIT_REF_NAME == 'main' }]", b: onMain, ...bNeedsA },
    { a: "rules: [{ if: $CI_COMMIT_REF_NAME == $CI_COMMIT_BRANCH }]", b: branch, ...same },

    { a: tag, b: onTag("/^v\\d+/"), ...bNeedsA },
    { a: onTag("/^v\\d+/"), b: "rules: [{ if: $CI_COMMIT_TAG !~ /^v\\d+/ }]", ...never },
    { a: onTag("/^v\\d+/"), b: "rules: [{ if: $CI_COMMIT_TAG == 'v1' }]", ...bNeedsA },
    { a: onTag("/^v\\d+/"), b: "rules: [{ if: $CI_COMMIT_TAG == 'latest' }]", ...never },
    { a: onTag("/^v\\d+/"), b: "rules: [{ if: $CI_COMMIT_TAG =~ /^v\\d+/ && $CI_COMMIT_TAG !~ /-rc/ }]", ...bNeedsA },
    // Whether one tag can match both patterns takes more than their texts.
    { a: onTag("/^v\\d+/"), b: onTag("/-rc\\d+$/"), ...open },
  ]);
});

describe("two jobs in one pipeline: the order of rules", () => {
  specify([
    { a: "rules: [{ if: $CI_COMMIT_TAG, when: never }, { when: on_success }]", b: tag, ...never },
    { a: "rules: [{ when: on_success }, { if: $CI_COMMIT_TAG, when: never }]", b: tag, ...bNeedsA },
    { a: "rules: [{ if: $CI_COMMIT_TAG, when: manual }]", b: tag, ...same },
    { a: "rules: [{ when: never }]", b: "", together: no, aWithB: no, bWithA: yes },
    { a: "rules: []", b: "", together: no, aWithB: no, bWithA: yes },
    { a: "rules: [[{ if: $CI_COMMIT_TAG }], { if: $CI_COMMIT_BRANCH }]", b: "", ...same },
    { a: "rules: !reference [.r, rules]", b: tag, ...same },
    { a: "rules: [!reference [.r, rules], { if: $CI_COMMIT_BRANCH }]", b: "", ...same },
    { a: "rules: [{ if: '', when: never }, { when: on_success }]", b: "", ...open },
    // An unknown rule decides only where no rule before it does.
    {
      a: "rules: [{ if: $CI_COMMIT_TAG, when: never }, !reference [.gone, rules]]",
      b: tag,
      together: no,
      aWithB: no,
      bWithA: unknown,
    },
    {
      a: "rules: [{ if: $CI_COMMIT_TAG }, !reference [.gone, rules]]",
      b: tag,
      together: yes,
      aWithB: yes,
      bWithA: unknown,
    },
    {
      a: "rules: [{ if: '$[[ inputs.when ]]' }, { if: $CI_COMMIT_TAG }]",
      b: tag,
      together: yes,
      aWithB: yes,
      bWithA: unknown,
    },
  ]);
});

describe("two jobs in one pipeline: only and except", () => {
  specify([
    { a: "only: [tags]", b: tag, ...same },
    { a: "only: [branches]", b: branch, ...same },
    { a: "only: [main]", b: onMain, together: yes, aWithB: yes, bWithA: no },
    { a: "only: [main]", b: "except: [main]", ...never },
    { a: "only: [branches]", b: "except: [tags]", ...same },
    { a: "only: [/^v\\d+/]", b: "rules: [{ if: $CI_COMMIT_TAG =~ /^v\\d+/ }]", ...bNeedsA },
    { a: "only: [schedules]", b: "only: [pushes]", ...never },
    { a: "only: [merge_requests]", b: "", ...never },
    { a: "only: [merge_requests, branches]", b: "", ...sometimes },
    { a: "only: { refs: [tags], variables: [$A, $B] }", b: tag, together: yes, aWithB: no, bWithA: yes },
    // Without refs there are those of branches and tags.
    { a: "only: { variables: [$A] }", b: mergeRequest, ...never },
    { a: "only: { variables: [$A] }", b: "", together: yes, aWithB: no, bWithA: yes },
    { a: "except: { refs: [tags], variables: [$A] }", b: tag, ...never },
    { a: "only: [main@group/project]", b: "only: [main]", together: yes, aWithB: unknown, bWithA: yes },
  ]);
});

describe("two jobs in one pipeline: variables", () => {
  specify([
    { a: "rules: [{ if: $TARGET == 'arm' }]", b: "rules: [{ if: $TARGET == 'amd' }]", ...never },
    { a: "rules: [{ if: $TARGET }]", b: "rules: [{ if: $TARGET == 'arm' }]", ...bNeedsA },
    { a: "rules: [{ if: $TARGET == null }]", b: "rules: [{ if: $TARGET }]", ...never },
    { a: "", b: "rules: [{ if: $TARGET == 'arm' && $CI_COMMIT_TAG }]", ...bNeedsA },
    {
      a: "rules: [{ if: $A && $CI_COMMIT_TAG }]",
      b: "rules: [{ if: $CI_PIPELINE_SOURCE == 'push' && $A }]",
      ...sometimes,
    },
    // Who sets one variable need not set the other.
    { a: "rules: [{ if: $ARM }]", b: "rules: [{ if: $AMD }]", together: unknown, aWithB: no, bWithA: no },
    {
      a: "rules: [{ if: $SKIP_A, when: never }, { when: on_success }]",
      b: "rules: [{ if: $SKIP_B, when: never }, { when: on_success }]",
      ...sometimes,
    },
    // What the files set may be set by who starts the pipeline.
    {
      top: "variables: { TARGET: all }",
      a: "rules: [{ if: $TARGET == 'all' || $TARGET == 'arm' }]",
      b: "rules: [{ if: $TARGET == 'all' || $TARGET == 'amd' }]",
      ...sometimes,
    },
    {
      top: "variables: { TARGET: all }",
      a: "rules: [{ if: $TARGET == 'arm' }]",
      b: "rules: [{ if: $TARGET }]",
      together: yes,
      aWithB: no,
      bWithA: yes,
    },
    {
      top: "variables: { MAIN: next }",
      a: "rules: [{ if: $CI_COMMIT_BRANCH == $MAIN }]",
      b: "rules: [{ if: $CI_COMMIT_BRANCH == 'next' }]",
      ...sometimes,
    },
    {
      top: "variables: { RELEASES: /^v/ }",
      a: "rules: [{ if: $CI_COMMIT_TAG =~ $RELEASES }]",
      b: "rules: [{ if: $CI_COMMIT_TAG == 'v1' }]",
      ...sometimes,
    },
    {
      top: "workflow: { rules: [{ if: $CI_COMMIT_TAG, variables: { KIND: release } }, { when: always }] }",
      a: "rules: [{ if: $KIND == 'release' }]",
      b: tag,
      together: yes,
      aWithB: unknown,
      bWithA: unknown,
    },
    {
      top: "workflow: { rules: [{ if: $CI_COMMIT_TAG, variables: { KIND: release } }, { when: always }] }",
      a: "rules: [{ if: $KIND == 'release' }]",
      b: branch,
      together: unknown,
      aWithB: no,
      bWithA: no,
    },
  ]);
});

describe("two jobs in one pipeline: variables of their own", () => {
  specify([
    {
      a: "variables: { ARCH: arm }, rules: [{ if: $ARCH == 'arm' }]",
      b: "variables: { ARCH: amd }, rules: [{ if: $ARCH == 'amd' }]",
      together: yes,
      aWithB: unknown,
      bWithA: unknown,
    },
    {
      a: "variables: { RUN: 'false' }, rules: [{ if: $RUN == 'true' }]",
      b: "",
      together: unknown,
      aWithB: no,
      bWithA: unknown,
    },
    { a: "variables: { ARCH: $X }, rules: [{ if: $ARCH == 'arm' }]", b: "", ...open },
    {
      top: "variables: { RUN: 'true' }",
      a: "rules: [{ if: $RUN }]",
      b: "inherit: { variables: false }, rules: [{ if: $RUN }]",
      together: yes,
      aWithB: yes,
      bWithA: no,
    },
    {
      a: "rules: [{ if: $CI_JOB_NAME == 'a' }]",
      b: "rules: [{ if: $CI_JOB_NAME == 'a' }]",
      together: no,
      aWithB: yes,
      bWithA: no,
    },
    { a: "parallel: { matrix: [{ ARCH: [arm, amd] }] }, rules: [{ if: $ARCH == 'arm' }]", b: branch, ...bNeedsA },
    {
      a: "parallel: { matrix: [{ ARCH: [arm, amd] }] }, rules: [{ if: $ARCH == 'amd' }]",
      b: "",
      together: no,
      aWithB: no,
      bWithA: yes,
    },
    { a: "parallel: { matrix: [{ ARCH: $LIST }] }, rules: [{ if: $ARCH == 'amd' }]", b: "", ...open },
  ]);
});

describe("two jobs in one pipeline: files", () => {
  specify([
    { a: "rules: [{ changes: [a] }]", b: "rules: [{ changes: { paths: [a] } }]", ...same },
    {
      a: "rules: [{ changes: [a/*] }]",
      b: "rules: [{ changes: [b/*] }]",
      together: yes,
      aWithB: unknown,
      bWithA: unknown,
    },
    { a: "rules: [{ changes: [a] }]", b: branch, ...sometimes },
    // Where nothing is pushed to a branch everything counts as changed.
    { a: "rules: [{ changes: [a] }]", b: tag, ...bNeedsA },
    { a: "rules: [{ changes: [a] }]", b: "rules: [{ if: $CI_PIPELINE_SOURCE == 'schedule' }]", ...bNeedsA },
    { a: "rules: [{ changes: { paths: [a], compare_to: main } }]", b: tag, together: yes, aWithB: no, bWithA: no },
    { a: "rules: [{ exists: [a] }]", b: "rules: [{ exists: [a], if: $CI_COMMIT_TAG }]", ...bNeedsA },
    { a: "rules: [{ exists: [a] }]", b: "rules: [{ exists: [b] }]", ...open },
    { a: "rules: [{ exists: [a] }]", b: tag, together: yes, aWithB: unknown, bWithA: no },
    {
      a: "variables: { D: a }, rules: [{ exists: [$D/f] }]",
      b: "variables: { D: b }, rules: [{ exists: [$D/f] }]",
      ...open,
    },
    {
      a: "variables: { D: a }, rules: [{ exists: [$D/f] }]",
      b: "variables: { D: a }, rules: [{ exists: [$D/f] }]",
      ...same,
    },
  ]);
});

describe("two jobs in one pipeline: what is not read", () => {
  const gone = "include: { project: a/b, file: c.yml }";
  specify([
    // Jobs that are defined here have no more keys than these.
    { top: gone, a: "", b: "", ...same },
    // There may be rules for the whole pipeline, so only what follows from one job's rules for the other one is sure.
    { top: gone, a: tag, b: tag, ...same },
    { top: gone, a: branch, b: onMain, together: yes, aWithB: yes, bWithA: unknown },
    { top: gone, a: tag, b: branch, together: no, aWithB: unknown, bWithA: unknown },
    { top: gone, a: "rules: [{ if: $CI_PIPELINE_SOURCE == 'schedule' }]", b: branch, ...open },
    { a: "rules: !reference [.gone, rules]", b: "rules: !reference [.gone, rules]", ...open },
    { a: "rules: !reference [.gone, rules]", b: "", ...open },
    { a: "rules: [{ if: $A = 1 }]", b: "rules: [{ if: $A = 1 }]", ...open },
    { top: "workflow: { rules: !reference [.gone, rules] }", a: "", b: tag, ...bNeedsA, bWithA: unknown },
  ]);
});

describe("two jobs in one pipeline: more than can be looked through", () => {
  const all = (comparison: (index: number) => string) =>
    Array.from({ length: 24 }, (_, index) => comparison(index)).join(" && ");
  specify([
    {
      a: `rules: [{ if: "${all((index) => `$V${index} == $V${(index * 7 + 3) % 40}`)}" }]`,
      b: `rules: [{ if: "${all((index) => `$V${index} != $V${(index * 5 + 1) % 40}`)}" }]`,
      together: unknown,
      aWithB: no,
      bWithA: no,
    },
  ]);
});

describe("how a job is in a pipeline", () => {
  /** Whether `b` can be in a pipeline with `a` as is asked, and whether it is so in each pipeline with `a`. */
  const ask = (a: string, b: string, how: PresenceTest) => {
    const [first, second] = conditions(`a: { script: x, ${a} }\nb: { script: x, ${b} }`, ["a", "b"]);
    const { canBeTogether, isAlwaysThere } = makeCoexistence();
    return [canBeTogether(first!, second!, how), isAlwaysThere(second!, first!, how)];
  };

  it("started by itself, by a person or by a clock, as the job or the rule that matches says", () => {
    const byHandForTags = "rules: [{ if: $CI_COMMIT_TAG, when: manual }, { when: always }]";
    assert.deepEqual(ask("", "", "startsByItself"), [yes, yes]);
    assert.deepEqual(ask("", "when: manual", "startsByItself"), [no, no]);
    assert.deepEqual(ask("", "when: delayed, start_in: 1 day", "startsByItself"), [no, no]);
    assert.deepEqual(ask("", byHandForTags, "startsByItself"), [yes, no]);
    assert.deepEqual(ask(tag, byHandForTags, "startsByItself"), [no, no]);
    assert.deepEqual(ask(branch, byHandForTags, "startsByItself"), [yes, yes]);
    assert.deepEqual(ask(tag, "when: manual, rules: [{ if: $CI_COMMIT_TAG }]", "startsByItself"), [no, no]);
    assert.deepEqual(ask(tag, "when: manual, rules: [{ when: on_success }]", "startsByItself"), [yes, yes]);
    assert.deepEqual(ask(tag, "when: !reference [.gone, when]", "startsByItself"), [unknown, unknown]);
  });

  it("allowed to fail, as the job or the rule that matches says", () => {
    assert.deepEqual(ask("", "allow_failure: false", "isMandatory"), [yes, yes]);
    assert.deepEqual(ask("", "allow_failure: true", "isMandatory"), [no, no]);
    assert.deepEqual(ask("", "allow_failure: { exit_codes: 3 }", "isMandatory"), [no, no]);
    assert.deepEqual(ask("", "when: manual", "isMandatory"), [no, no]);
    const forTags = "rules: [{ if: $CI_COMMIT_TAG, allow_failure: false }, { when: always }], allow_failure: true";
    assert.deepEqual(ask("", forTags, "isMandatory"), [yes, no]);
    assert.deepEqual(ask(tag, forTags, "isMandatory"), [yes, yes]);
    assert.deepEqual(ask(tag, "allow_failure: !reference [.gone, it]", "isMandatory"), [unknown, unknown]);
  });

  it("failing without stopping the pipeline", () => {
    assert.deepEqual(ask("", "allow_failure: yes", "mayFail"), [yes, yes]);
    assert.deepEqual(ask("", "", "mayFail"), [no, no]);
    assert.deepEqual(ask("", "when: manual", "mayFail"), [no, no]);
    assert.deepEqual(ask("", "rules: [{ if: $CI_COMMIT_TAG, allow_failure: true }, { when: always }]", "mayFail"), [
      yes,
      no,
    ]);
    assert.deepEqual(ask("", "allow_failure: !reference [.gone, it]", "mayFail"), [unknown, unknown]);
  });

  it("left to a person, with stages behind it that wait or do not", () => {
    assert.deepEqual(ask("", "when: manual", "isPassedOver"), [yes, yes]);
    assert.deepEqual(ask("", "when: manual, allow_failure: false", "isPassedOver"), [no, no]);
    // In rules a manual job may not fail unless it says so.
    assert.deepEqual(ask("", "rules: [{ when: manual }]", "isPassedOver"), [no, no]);
    assert.deepEqual(ask("", "rules: [{ when: manual, allow_failure: true }]", "isPassedOver"), [yes, yes]);
    assert.deepEqual(ask("", "allow_failure: true", "isPassedOver"), [no, no]);
    assert.deepEqual(ask("", "when: !reference [.gone, when]", "isPassedOver"), [unknown, unknown]);
  });
});

describe("equal conditions", () => {
  it("are one object, however they are written and whichever job has them", () => {
    const [first, ...others] = conditions(
      `
.r: { rules: [{ if: $A, when: manual }] }
a: { script: x, rules: [{ if: $A, when: manual }] }
b: { script: y, rules: [{ when: manual, "if": $A }], variables: { B: c } }
c: { script: z, extends: .r }
d: { script: z, rules: !reference [.r, rules] }`,
      ["a", "b", "c", "d"],
    );
    for (const other of others) assert.equal(other, first);
  });

  it("are not those of jobs that set what is asked for, or that start otherwise", () => {
    const all = conditions(
      `
a: { script: x, rules: [{ if: $A }] }
b: { script: x, rules: [{ if: $A }], variables: { A: b } }
c: { script: x, rules: [{ if: $A }], when: manual }
d: { script: x, rules: [{ if: $A }], parallel: { matrix: [{ A: b }] } }`,
      ["a", "b", "c", "d"],
    );
    assert.equal(new Set(all).size, 4);
  });
});
