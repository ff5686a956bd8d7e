import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { applyEdits } from "../../src/text/finding";
import { analyseFiles, projectUri } from "./fixtures";

const folder = "test/projects/sample";
const paths = [".gitlab-ci.yml", "Containerfile", "runner/config.toml"];
const files = Object.fromEntries(paths.map((path) => [path, readFileSync(`${folder}/${path}`, "utf8")]));

/** What is reported as a mistake. Its pipeline is that of GitLab's documentation, of whose weaknesses there is information. */
function analyse(of: typeof files) {
  const { findings, failures } = analyseFiles(of);
  return { mistakes: findings.filter(({ severity }) => severity === "error" || severity === "warning"), failures };
}

test("the sample project shows the mistakes that its README tells of, and no other", () => {
  const { mistakes, failures } = analyse(files);
  assert.deepEqual(failures, []);
  const found = mistakes.map(({ rule, location }) => `${location.file.slice(projectUri.length + 1)} ${rule}`);
  assert.deepEqual(found.sort(), [
    ".gitlab-ci.yml login-lost-by-override",
    ".gitlab-ci.yml manifest-needs-partial",
    ".gitlab-ci.yml platform-unknown-arch",
    "runner/config.toml security-opt-missing",
  ]);
});

test("with the first fix of each applied nothing is left", () => {
  const fixed: Record<string, string> = {};
  const { mistakes } = analyse(files);
  for (const [path, text] of Object.entries(files)) {
    const edits = mistakes.flatMap(({ fixes }) => fixes.slice(0, 1).flatMap((fix) => fix.edits));
    fixed[path] = applyEdits(
      text,
      edits.filter(({ file }) => file === `${projectUri}/${path}`),
    );
  }
  assert.notDeepEqual(fixed, files);
  assert.deepEqual(analyse(fixed).mistakes, []);
});
