// @ts-check
// The packed extension in the lowest and the newest VS Code, used by keyboard as a person would.
import { fileURLToPath } from "node:url";
import { editorVersions, setUpEditor } from "../setup/vscode.mjs";
import { loadTests, runTests } from "../ui/runner.mjs";
import { ensurePacked } from "../vscode/built.mjs";

/** @typedef {import("../vscode/hosted.mjs").LaneResult} LaneResult */

/**
 * @param {object} options
 * @param {(line: string) => void} options.log
 * @param {NodeJS.ProcessEnv} [options.env] `BUILDAH_PIPELINES_TEST_GREP` chooses tests by a pattern for their name
 * @returns {Promise<LaneResult>}
 */
export async function run({ log, env = process.env }) {
  const all = await loadTests();
  if (all.length === 0) throw new Error("There is no test in test/ui.");
  const tests = choose(all, env.BUILDAH_PIPELINES_TEST_GREP);
  if (tests.length === 0) return { passed: 0, failed: 0, skipped: [], failures: [] };
  const vsix = await ensurePacked({ log });
  /** @type {LaneResult} */
  const total = { passed: 0, failed: 0, skipped: [], failures: [] };
  for (const version of editorVersions) {
    const editor = await setUpEditor(version, { log });
    log(`VS Code ${version}`);
    const { passed, failed, skipped, failures } = await runTests({ editor, vsix, tests, log });
    total.passed += passed;
    total.failed += failed;
    total.skipped.push(...skipped.map((test) => ({ ...test, name: `VS Code ${version}: ${test.name}` })));
    total.failures.push(...failures.map((test) => ({ ...test, name: `VS Code ${version}: ${test.name}` })));
  }
  return total;
}

/**
 * @param {import("../ui/runner.mjs").UiTest[]} tests
 * @param {string | undefined} pattern
 */
function choose(tests, pattern) {
  if (!pattern) return tests;
  const wanted = new RegExp(pattern, "i");
  return tests.filter((test) => wanted.test(test.name));
}

// Alone: node test/lanes/ui.mjs [pattern for a name]
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const filter = process.argv[2];
  const env = filter === undefined ? {} : { BUILDAH_PIPELINES_TEST_GREP: filter };
  const { passed, failed, skipped, failures } = await run({ log: (line) => console.log(line), env });
  for (const { name, message } of failures) console.error(`\nFAILED ${name}\n${message}`);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  process.exitCode = failed > 0 || passed + skipped.length === 0 ? 1 : 0;
}
