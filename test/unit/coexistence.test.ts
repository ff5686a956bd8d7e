import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeCoexistence } from "../../src/gitlab/conditions/coexistence";
import { decide, type Variable } from "../../src/gitlab/conditions/decide";
import { parseExpression } from "../../src/gitlab/conditions/expression";
import { readPipeline } from "../../src/gitlab/read";
import { parseYaml } from "../../src/yaml/parse";
import { projectUri, readerOf } from "./fixtures";
import fc from "./properties";

/** A pipeline with everything that the rules below can ask for. */
interface Scenario {
  readonly kind: "branch" | "tag" | "merge request";
  readonly source: string;
  readonly ref: string;
  readonly defaultBranch: string;
  readonly openRequests: string | undefined;
  /** What somebody sets from outside. */
  readonly x: string | undefined;
  readonly y: string | undefined;
  readonly facts: Readonly<Record<string, boolean>>;
}

interface Rule {
  readonly if: string | undefined;
  readonly changes: string | undefined;
  readonly exists: string | undefined;
  readonly when: string | undefined;
  readonly variables?: { readonly X: string } | undefined;
}

interface Sample {
  readonly globals: { readonly X?: string };
  readonly workflow: readonly Rule[] | undefined;
  readonly a: readonly Rule[];
  readonly b: readonly Rule[];
}

const refs = ["main", "feat/x", "v9", "a-rc1", "v8-rc2"];

/** All pipelines that differ in what a text asks for. */
function scenarios(text: string): Scenario[] {
  const asked = <T>(name: string, values: readonly T[]) => (text.includes(name) ? values : values.slice(0, 1));
  const all: Scenario[] = [];
  for (const kind of ["branch", "tag", "merge request"] as const)
    for (const source of kind === "merge request"
      ? ["merge_request_event"]
      : asked("SOURCE", ["push", "schedule", "api"]).concat(text.includes("changes") ? "schedule" : []))
      for (const ref of refs)
        for (const defaultBranch of asked("DEFAULT", refs))
          for (const openRequests of asked("OPEN", kind === "tag" ? [undefined] : [undefined, "g/p!1"]))
            for (const x of asked("$X", [undefined, "", "a", "b", "ab", "z"]))
              for (const y of asked("$Y", [undefined, "", "a", "b", "c", "z"]))
                for (const one of asked('"changes":"one"', [true, false]))
                  for (const two of asked('"changes":"two"', [true, false]))
                    for (const file of asked("exists", [true, false])) {
                      const isPushed = kind !== "tag" && !["schedule", "api"].includes(source);
                      const facts = { one: one || !isPushed, two: two || !isPushed, file };
                      all.push({ kind, source, ref, defaultBranch, openRequests, x, y, facts });
                    }
  return all;
}

function predefined({ kind, source, ref, defaultBranch, openRequests }: Scenario): Record<string, string | undefined> {
  return {
    CI_PIPELINE_SOURCE: source,
    CI_COMMIT_REF_NAME: ref,
    CI_COMMIT_BRANCH: kind === "branch" ? ref : undefined,
    CI_COMMIT_TAG: kind === "tag" ? ref : undefined,
    CI_MERGE_REQUEST_IID: kind === "merge request" ? "7" : undefined,
    CI_DEFAULT_BRANCH: defaultBranch,
    CI_OPEN_MERGE_REQUESTS: openRequests,
  };
}

const parsed = new Map<string, ReturnType<typeof parseExpression>>();

function parse(text: string): ReturnType<typeof parseExpression> {
  const expression = parsed.get(text) ?? parseExpression(text);
  parsed.set(text, expression);
  return expression;
}

/** The rule that matches first. */
function firstMatch(rules: readonly Rule[], scenario: Scenario, x: string | undefined): Rule | undefined {
  const values: Record<string, string | undefined> = { ...predefined(scenario), X: scenario.x ?? x, Y: scenario.y };
  const variable = (name: string): Variable =>
    values[name] === undefined ? { kind: "absent" } : { kind: "text", text: values[name] };
  return rules.find(
    (rule) =>
      (rule.if === undefined || decide(parse(rule.if), { variable })) &&
      (rule.changes === undefined || scenario.facts[rule.changes]) &&
      (rule.exists === undefined || scenario.facts[rule.exists]),
  );
}

/** Which of the jobs are in the pipeline; neither where there is no pipeline. */
function jobsIn({ globals, workflow, a, b }: Sample, scenario: Scenario): { readonly a: boolean; readonly b: boolean } {
  const held = workflow && firstMatch(workflow, scenario, globals.X);
  const exists = !workflow || (held !== undefined && held.when !== "never");
  const isIn = (rules: readonly Rule[]) => {
    const rule = firstMatch(rules, scenario, held?.variables?.X ?? globals.X);
    return exists && rule !== undefined && rule.when !== "never";
  };
  return { a: isIn(a), b: isIn(b) };
}

const comparisons = [
  "$CI_COMMIT_TAG",
  "$CI_COMMIT_BRANCH",
  "$CI_MERGE_REQUEST_IID",
  "$CI_OPEN_MERGE_REQUESTS",
  "$CI_COMMIT_BRANCH == 'main'",
  "$CI_COMMIT_BRANCH != 'main'",
  "$CI_COMMIT_REF_NAME == 'main'",
  "$CI_COMMIT_REF_NAME =~ /^v\\d/",
  "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH",
  "$CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH",
  "$CI_DEFAULT_BRANCH == 'main'",
  "$CI_COMMIT_TAG =~ /^v\\d/",
  "$CI_COMMIT_TAG !~ /-rc\\d/",
  "$CI_COMMIT_TAG == 'v9'",
  "$CI_PIPELINE_SOURCE == 'push'",
  "$CI_PIPELINE_SOURCE == 'schedule'",
  "$CI_PIPELINE_SOURCE == 'merge_request_event'",
  "$CI_PIPELINE_SOURCE != 'push'",
  "$X",
  "$X == 'a'",
  "$X == 'b'",
  "$X != 'a'",
  "$X == null",
  "$X == ''",
  "$X =~ /^a/",
  "$X == $Y",
  "$Y",
  "$Y == 'a'",
] as const;

const nothing = Array<undefined>(8).fill(undefined);

/** Pipelines that ask for few things, so that their jobs have to do with each other. */
const sample: fc.Arbitrary<Sample> = fc.subarray([...comparisons], { minLength: 2, maxLength: 5 }).chain((few) => {
  const expression = fc
    .tuple(fc.constantFrom(...few), fc.constantFrom("", "&&", "||"), fc.constantFrom(...few))
    .map(([left, operator, right]) => (operator ? `${left} ${operator} ${right}` : left));
  const rule: fc.Arbitrary<Rule> = fc.record({
    if: fc.option(expression, { nil: undefined, freq: 5 }),
    changes: fc.constantFrom(...nothing, "one", "two"),
    exists: fc.constantFrom(...nothing, "file"),
    when: fc.constantFrom(undefined, undefined, "never", "manual"),
  });
  const workflowRule: fc.Arbitrary<Rule> = fc.record({
    if: fc.option(expression, { nil: undefined, freq: 5 }),
    changes: fc.constant(undefined),
    exists: fc.constant(undefined),
    when: fc.constantFrom(undefined, undefined, "never"),
    variables: fc.constantFrom(undefined, { X: "a" }, { X: "c" }),
  });
  const listOf = (item: fc.Arbitrary<Rule>) => fc.array(item, { minLength: 1, maxLength: 3 });
  return fc.record({
    globals: fc.constantFrom({}, { X: "a" }, { X: "" }),
    workflow: fc.option(listOf(workflowRule), { nil: undefined, freq: 1 }),
    a: listOf(rule),
    b: listOf(rule),
  });
});

function write(rule: Rule): object {
  const list = (path: string | undefined) => path && [path];
  return { ...rule, changes: list(rule.changes), exists: list(rule.exists) };
}

describe("whether jobs can be in one pipeline", () => {
  it("agrees with looking at all pipelines one by one", () => {
    const counts = { yes: 0, no: 0, unknown: 0 };
    fc.assert(
      fc.property(sample, (pipeline) => {
        const { globals, workflow, a, b } = pipeline;
        const text = JSON.stringify({
          variables: globals,
          ...(workflow && { workflow: { rules: workflow.map(write) } }),
          a: { script: "x", rules: a.map(write) },
          b: { script: "x", rules: b.map(write) },
        });
        const { jobs } = readPipeline(
          { file: `${projectUri}/.gitlab-ci.yml`, folder: projectUri },
          readerOf({ ".gitlab-ci.yml": text }),
          parseYaml,
        );
        const [first, second] = ["a", "b"].map((name) => {
          const job = jobs.get(name)!;
          return job.condition(job.instances[0]!);
        });
        const seen = scenarios(JSON.stringify(pipeline)).map((scenario) => jobsIn(pipeline, scenario));
        const isSeen = (test: (jobs: { readonly a: boolean; readonly b: boolean }) => boolean) => seen.some(test);
        const { canBeTogether, isAlwaysThere } = makeCoexistence();

        const together = canBeTogether(first!, second!);
        counts[together] += 1;
        const areSeen = isSeen((there) => there.a && there.b);
        // A job whose rules exclude each other is taken to be in some pipeline all the same where that takes patterns.
        const mayBeDead = !isSeen((there) => there.a) || !isSeen((there) => there.b);
        if (together === "yes") assert.ok(areSeen || mayBeDead, "they are never together");
        if (together === "no") assert.ok(!areSeen, "they are together");

        const always = isAlwaysThere(first!, second!);
        const isMissed = isSeen((there) => there.b && !there.a);
        if (always === "yes") assert.ok(!isMissed, "a is missing where b is");
        if (always === "no") assert.ok(isMissed || mayBeDead, "a is there whenever b is");
      }),
      { numRuns: 200 },
    );
    assert.ok(counts.unknown < 20, JSON.stringify(counts));
  });
});
