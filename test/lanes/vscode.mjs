// @ts-check
// The extension in a real VS Code: the lowest supported version and the newest one.
import { readdir, symlink } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { editorVersions, setUpEditor } from "../setup/vscode.mjs";
import { ensurePacked } from "../vscode/built.mjs";
import { installExtension, launchBrowser, makeScratch, project } from "../vscode/harness.mjs";
import { bundleSuite, runSuite } from "../vscode/hosted.mjs";

/** @typedef {import("../vscode/hosted.mjs").LaneResult} LaneResult */

/**
 * @param {object} options
 * @param {(line: string) => void} options.log
 * @param {NodeJS.ProcessEnv} [options.env] `BUILDAH_PIPELINES_TEST_GREP` chooses tests by a pattern for their name
 * @returns {Promise<LaneResult>}
 */
export async function run({ log, env = process.env }) {
  /** @type {LaneResult} */
  const total = { passed: 0, failed: 0, skipped: [], failures: [] };
  const vsix = await ensurePacked({ log });
  const suite = await bundleSuite();
  const grep = env.BUILDAH_PIPELINES_TEST_GREP;
  const editors = [];
  for (const version of editorVersions) editors.push(await setUpEditor(version, { log }));
  const scratch = await makeScratch();
  const browser = await launchBrowser();
  try {
    for (const editor of editors) {
      const started = Date.now();
      const extension = await unpack(editor, vsix, path.join(scratch.folder, editor.version));
      const from = path.join(project, "test", "projects", "sample");
      const results = await runSuite({ editor, browser, suite, extension, from, ...(grep ? { grep } : {}) }).catch(
        asFailure,
      );
      add(total, results, `VS Code ${editor.version}`);
      log(`VS Code ${editor.version}: ${results.passed} passed, ${results.failed} failed, ${seconds(started)}`);
    }
  } finally {
    await browser.close();
    await scratch.remove();
  }
  return total;
}

/**
 * The tests run against what is packed, in a folder of its own: what is left out by mistake shows, and a build that
 * runs meanwhile does not.
 * @param {import("../setup/vscode.mjs").Editor} editor
 * @param {string} vsix
 * @param {string} extensions
 * @returns {Promise<string>} the extension's folder
 */
async function unpack(editor, vsix, extensions) {
  await installExtension(editor, vsix, extensions);
  const [name] = (await readdir(extensions, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  if (name === undefined) throw new Error("The packed extension was not unpacked.");
  const folder = path.join(extensions, name.name);
  // Where tests find the project's own set-up, as in the project itself.
  await symlink(path.join(project, "test"), path.join(folder, "test"));
  return folder;
}

/**
 * A suite that did not come to its end counts as one failure.
 * @param {unknown} error
 * @returns {LaneResult}
 */
function asFailure(error) {
  const message = error instanceof Error ? error.message : String(error);
  return { passed: 0, failed: 1, skipped: [], failures: [{ name: "the suite runs to its end", message }] };
}

/**
 * @param {LaneResult} total
 * @param {LaneResult} results
 * @param {string} prefix
 */
function add(total, results, prefix) {
  total.passed += results.passed;
  total.failed += results.failed;
  total.skipped.push(...results.skipped.map((test) => ({ ...test, name: `${prefix}: ${test.name}` })));
  total.failures.push(...results.failures.map((test) => ({ ...test, name: `${prefix}: ${test.name}` })));
}

/** @param {number} started */
function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}

// Alone: node test/lanes/vscode.mjs [pattern for a name]
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const pattern = process.argv[2];
  const env = pattern === undefined ? {} : { BUILDAH_PIPELINES_TEST_GREP: pattern };
  const { passed, failed, skipped, failures } = await run({ log: (line) => console.log(line), env });
  for (const { name, message } of failures) console.error(`\nFAILED ${name}\n${message}`);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  process.exitCode = failed > 0 || passed + skipped.length === 0 ? 1 : 0;
}
