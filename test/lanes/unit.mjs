// @ts-check
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ensurePackages } from "../setup/system.mjs";
import { findOnPath } from "../setup/vscode.mjs";
import { bundleTests, root, runTestFiles } from "./nodeTests.mjs";

/**
 * Runs the tests that need no more than node and git: test/unit/*.test.ts, those with `filter` in the file's name.
 * @param {{log?: (line: string) => void, env?: NodeJS.ProcessEnv, filter?: string}} [options]
 * @returns {Promise<import("./nodeTests.mjs").LaneResult>}
 */
export async function run({ log = () => {}, env = process.env, filter = env.BUILDAH_PIPELINES_TEST_GREP ?? "" } = {}) {
  // What is asked of git is asked of the real one.
  if (findOnPath(["git"]) === undefined) await ensurePackages(["git"], { log });
  const folder = join(root, "test", "unit");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".test.ts") && name.includes(filter)).sort();
  if (names.length === 0) return { passed: 0, failed: 0, skipped: [], failures: [] };
  const files = await bundleTests(
    names.map((name) => join(folder, name)),
    join(root, "out", "unit"),
  );
  return runTestFiles(files, { log, env, isVerbose: false });
}
