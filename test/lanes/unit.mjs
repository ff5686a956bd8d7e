// @ts-check
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { bundleTests, root, runTestFiles } from "./nodeTests.mjs";

/**
 * Runs the tests that need nothing but node: test/unit/*.test.ts.
 * @param {{log?: (line: string) => void, env?: NodeJS.ProcessEnv, filter?: string}} [options]
 * @returns {Promise<import("./nodeTests.mjs").LaneResult>}
 */
export async function run({ log = () => {}, env = process.env, filter = "" } = {}) {
  const folder = join(root, "test", "unit");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".test.ts") && name.includes(filter)).sort();
  const files = await bundleTests(
    names.map((name) => join(folder, name)),
    join(root, "out", "unit"),
  );
  return runTestFiles(files, { log, env, isVerbose: false });
}
