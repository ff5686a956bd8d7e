import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { applyEdits } from "../../src/text/finding";
import { analyseFiles, projectUri } from "./fixtures";

const folder = "test/projects/sample";
const paths = [".gitlab-ci.yml", "Containerfile", "runner/config.toml"];
const files = Object.fromEntries(paths.map((path) => [path, readFileSync(`${folder}/${path}`, "utf8")]));

test("the sample project shows the mistakes that its README tells of, and no other", () => {
  const { findings, failures } = analyseFiles(files);
  assert.deepEqual(failures, []);
  const found = findings.map(({ rule, location }) => `${location.file.slice(projectUri.length + 1)} ${rule}`);
  assert.deepEqual(found.sort(), [
    ".gitlab-ci.yml login-missing",
    ".gitlab-ci.yml manifest-needs-partial",
    ".gitlab-ci.yml platform-unknown-arch",
    "runner/config.toml security-opt-missing",
  ]);
});

test("with the first fix of each applied nothing is left", () => {
  const fixed: Record<string, string> = {};
  const { findings } = analyseFiles(files);
  for (const [path, text] of Object.entries(files)) {
    const edits = findings.flatMap(({ fixes }) => fixes.slice(0, 1).flatMap((fix) => fix.edits));
    fixed[path] = applyEdits(
      text,
      edits.filter(({ file }) => file === `${projectUri}/${path}`),
    );
  }
  assert.notDeepEqual(fixed, files);
  assert.deepEqual(analyseFiles(fixed).findings, []);
});
