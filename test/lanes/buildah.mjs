// @ts-check
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { SandboxUnavailable, startEmulation } from "../buildah/emulation.mjs";
import { setUpBuildah } from "../setup/buildah.mjs";
import { ensureBuilt } from "../vscode/built.mjs";
import { bundleTests, root, runTestFiles } from "./nodeTests.mjs";

/** @typedef {import("./nodeTests.mjs").LaneResult} LaneResult */

const folder = join(root, "test", "buildah");

/**
 * Runs the tests with the real Buildah, test/buildah/*.test.mjs and *.test.ts.
 * @param {{log?: (line: string) => void, env?: NodeJS.ProcessEnv}} [options]
 * @returns {Promise<LaneResult>}
 * @throws {Error} when Buildah cannot be set up
 */
export async function run({ log = () => {}, env = process.env } = {}) {
  const reason = await reasonToSkip(log);
  if (reason) return { passed: 0, failed: 0, skipped: [{ name: "buildah", reason }], failures: [] };
  await ensureBuilt({ log });
  // By itself node would leave one core idle; builds wait for the disk often enough to use two even of two.
  return await runTestFiles(await testFiles(), { log, env, isVerbose: true, concurrency: 2 });
}

/**
 * @param {(line: string) => void} log
 * @returns {Promise<string>} empty when the tests can run here
 */
async function reasonToSkip(log) {
  if (process.platform !== "linux" || process.arch !== "x64") {
    return `The set-up of Buildah is for Linux on amd64, this is ${process.platform} ${process.arch}.`;
  }
  const tools = await setUpBuildah({ log });
  try {
    await (await startEmulation(tools)).stop();
    return "";
  } catch (error) {
    if (error instanceof SandboxUnavailable) return error.message;
    throw error;
  }
}

/** @returns {Promise<string[]>} what node can run: TypeScript is bundled first */
async function testFiles() {
  const files = (await readdir(folder)).sort().map((name) => join(folder, name));
  const typed = files.filter((file) => file.endsWith(".test.ts"));
  // The testbed finds the cache folder by its own place, so it must stay where it is.
  const external = [join(root, "test", "setup", "*"), join(folder, "*.mjs")];
  const bundled = await bundleTests(typed, join(root, "out", "buildah"), external);
  return [...files.filter((file) => file.endsWith(".test.mjs")), ...bundled];
}
