import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import { skipReason } from "./skip";
import { waitUntilWatched } from "./workspace";

/** What one run of the suite found; the form that the test lanes pass on. */
interface Results {
  passed: number;
  failed: number;
  skipped: { name: string; reason: string }[];
  failures: { name: string; message: string }[];
}

/**
 * Runs every `*.test.js` beside this file. VS Code calls it inside its extension host, on the desktop
 * (`@vscode/test-electron`) as well as on a server.
 *
 * `BUILDAH_PIPELINES_TEST_RESULTS` names a file for the results; `BUILDAH_PIPELINES_TEST_GREP` chooses tests by a pattern for their name.
 *
 * @throws when a test failed, or when there was none to run
 */
export async function run(): Promise<void> {
  // Failures then name lines of the sources, not of the bundles.
  process.setSourceMapsEnabled(true);
  const grep = process.env.BUILDAH_PIPELINES_TEST_GREP;
  const mocha = new Mocha({
    ui: "bdd",
    color: false,
    timeout: 20_000,
    ...(grep ? { grep: new RegExp(grep, "i") } : {}),
  });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith(".test.js")) mocha.addFile(path.join(__dirname, name));
  }
  await waitUntilWatched();
  const results = await collect(mocha);
  const file = process.env.BUILDAH_PIPELINES_TEST_RESULTS;
  if (file) writeFileSync(file, JSON.stringify(results));
  if (results.failed > 0) throw new Error(`${results.failed} failed, ${results.passed} passed`);
  // A filter may leave nothing over in one of several suites; without a filter, nothing run is a fault.
  if (results.passed + results.skipped.length === 0 && !grep) throw new Error("No test ran.");
}

function collect(mocha: Mocha): Promise<Results> {
  const results: Results = { passed: 0, failed: 0, skipped: [], failures: [] };
  return new Promise((resolve) => {
    mocha
      .run(() => resolve(results))
      .on("pass", () => {
        results.passed += 1;
      })
      .on("fail", (test, error: Error) => {
        results.failed += 1;
        results.failures.push({ name: test.fullTitle(), message: error.stack ?? error.message });
      })
      .on("pending", (test) => {
        results.skipped.push({ name: test.fullTitle(), reason: skipReason(test) });
      });
  });
}
