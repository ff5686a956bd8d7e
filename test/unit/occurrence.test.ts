import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { occursWhere } from "../../src/gitlab/conditions/occurrence";
import { readPipeline } from "../../src/gitlab/read";
import { parseYaml } from "../../src/yaml/parse";
import { projectUri, readerOf } from "./fixtures";

/** Whether a job with these keywords runs by itself in pipelines like this. */
function ask(keywords: string, expression: string, more = ""): string {
  const text = `${more}\nbuild:\n  ${keywords}\n  script: make\n`;
  const entry = { file: `${projectUri}/.gitlab-ci.yml`, folder: projectUri };
  const { jobs } = readPipeline(entry, readerOf({ ".gitlab-ci.yml": text }), parseYaml);
  const job = jobs.get("build")!;
  return occursWhere(job.condition(job.instances[0]!), expression, "startsByItself");
}

const other = "$CI_COMMIT_BRANCH && $CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH";

describe("whether a job is in some pipeline", () => {
  it("is yes where nothing keeps it out", () => {
    assert.equal(ask("stage: test", other), "yes");
    assert.equal(ask("stage: test", "$CI_COMMIT_TAG == null"), "yes");
    assert.equal(ask("rules: [{if: $CI_COMMIT_BRANCH}]", "$CI_COMMIT_BRANCH =~ /\\w\\/\\w/"), "yes");
  });
  it("is no where its rules or those of the workflow keep it out, or a person starts it", () => {
    const main = "rules: [{if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH}]";
    assert.equal(ask(main, other), "no");
    assert.equal(ask("stage: test", other, `workflow: {${main}}`), "no");
    assert.equal(ask("rules: [{if: $CI_COMMIT_TAG}]", "$CI_COMMIT_TAG == null"), "no");
    assert.equal(ask("when: manual", other), "no");
  });
  it("is not known where it hangs on names, patterns and variables of people's own", () => {
    assert.equal(ask("only: [main]", other), "unknown");
    assert.equal(ask("rules: [{if: '$CI_COMMIT_BRANCH =~ /^v/'}]", "$CI_COMMIT_BRANCH =~ /\\w\\/\\w/"), "unknown");
    assert.equal(ask("rules: [{if: $PUBLISH}]", other), "unknown");
    assert.equal(ask("rules: $[[ inputs.rules ]]", other), "unknown");
  });
});
