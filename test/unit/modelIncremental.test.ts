import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Analyser, type Analysis } from "../../src/features/analysis";
import { predictIndexes } from "../../src/images/predict";
import { formatIndexesJson } from "../../src/reports/indexes";
import { formatJobsJson, reportJobs } from "../../src/reports/jobs";
import { analyseFiles, describeFindings, testFolder } from "./fixtures";
import fc from "./properties";

/** The pipelines that the tests run with the real Buildah, and those that look wrong. */
const documents = ["buildah/pipelines", "ok"].flatMap((folder) =>
  readdirSync(join(testFolder, folder))
    .filter((name) => name.endsWith(".yml"))
    .map((name) => readFileSync(join(testFolder, folder, name), "utf8")),
);

const piece = fc.constantFrom(
  ..."x| |-|amd64|arm64|$CI_COMMIT_SHA|\n|\n  |: |needs: []|extends: .build|script: [a]|tags: [saas-linux-small-arm64]|.base:\n  script: [b]\n|&a |*a|'|[|]|stages: [a]\n|variables: { A: b }\n|!reference [.build, script]|rules: [{ if: $CI_COMMIT_TAG, variables: { A: c }, needs: [] }]\n|parallel: 300\n".split(
    "|",
  ),
);

const edit = fc.record({
  at: fc.nat(),
  remove: fc.constantFrom(0, 0, 0, 1, 7, 40),
  insert: piece,
  isUndone: fc.boolean(),
});

function apply(text: string, { at, remove, insert }: { at: number; remove: number; insert: string }): string {
  const start = at % (text.length + 1);
  return text.slice(0, start) + insert + text.slice(start + remove);
}

/** All that a person sees of an analysis. */
function show(analysis: Analysis, text: string): unknown {
  const { flows, findings, failures } = analysis;
  return {
    findings: describeFindings(findings, { ".gitlab-ci.yml": text }),
    messages: findings.map(({ message }) => message).sort(),
    failures,
    indexes: flows.map((flow) => formatIndexesJson(predictIndexes(flow))),
    jobs: flows.map(({ pipeline }) => formatJobsJson(reportJobs(pipeline, (file) => file))),
    faults: flows.map(({ pipeline }) =>
      pipeline.faults().map(({ kind, subject, name, location }) => [kind, subject, name, location.span]),
    ),
    calls: flows.map(({ runs }) => runs.map(({ calls }) => calls.map(({ location }) => location.span))),
  };
}

describe("a pipeline that is being edited", () => {
  it("is at any time what a fresh reading of its text gives", () => {
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.array(edit, { minLength: 8, maxLength: 8 }), (start, edits) => {
        const analyser = new Analyser();
        let text = start;
        analyseFiles({ ".gitlab-ci.yml": text }, analyser);
        for (const step of edits) {
          const before = text;
          text = apply(text, step);
          const edited = analyseFiles({ ".gitlab-ci.yml": text }, analyser);
          assert.deepEqual(show(edited, text), show(analyseFiles({ ".gitlab-ci.yml": text }), text));
          if (step.isUndone) text = before;
        }
      }),
      { numRuns: 150 },
    );
  });
});
