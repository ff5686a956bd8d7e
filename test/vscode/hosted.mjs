// @ts-check
// Runs the suite of test/vscode/suite inside the extension host of a VS Code server.
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { makeScratch, openPage, project, remote, startServer, within, workbenchAddress } from "./harness.mjs";

/**
 * @typedef {object} LaneResult
 * @property {number} passed
 * @property {number} failed
 * @property {{name: string, reason: string}[]} skipped
 * @property {{name: string, message: string}[]} failures
 */

const SUITE = path.join(project, "test", "vscode", "suite");

/** Longest time for one run of the suite, in milliseconds. */
const TIMEOUT = 300_000;

/**
 * Bundles the suite: the runner and each test file become a file of their own.
 * @param {string} [suite] folder of the sources
 * @param {string} [out] folder of the result
 * @returns {Promise<string>} the script whose `run` VS Code shall call
 */
export async function bundleSuite(suite = SUITE, out = path.join(project, "out", "vscode")) {
  // A test file that was deleted must not run on.
  await rm(out, { recursive: true, force: true });
  const tests = (await readdir(suite)).filter((name) => name.endsWith(".test.ts"));
  await build({
    entryPoints: [path.join(SUITE, "index.ts"), ...tests.map((name) => path.join(suite, name))],
    outdir: out,
    entryNames: "[name]",
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode", "mocha"],
    sourcemap: "inline",
    logLevel: "silent",
  });
  return path.join(out, "index.js");
}

/**
 * @typedef {object} SuiteOptions
 * @property {import("./harness.mjs").Editor} editor
 * @property {import("playwright-core").Browser} browser
 * @property {string} suite the script whose `run` VS Code shall call
 * @property {string} [extension] folder of the extension under test; the project unless told
 * @property {string} [from] folder whose content becomes the workspace
 * @property {string} [grep] runs only the tests with this in their name
 */

/**
 * Runs the suite once.
 * @param {SuiteOptions} options
 * @returns {Promise<LaneResult>}
 */
export async function runSuite({ editor, browser, suite, extension = project, from, grep }) {
  const scratch = await makeScratch();
  const resultsFile = path.join(scratch.folder, "results.json");
  const server = await startServer({
    editor,
    ...(from === undefined ? {} : { from }),
    hostsTests: true,
    env: { BUILDAH_PIPELINES_TEST_RESULTS: resultsFile, BUILDAH_PIPELINES_TEST_GREP: grep ?? "" },
  });
  const opened = await openPage(browser);
  let hostLog = "";
  try {
    const { page } = opened;
    await page.exposeFunction("codeAutomationLog", (/** @type {string} */ type, /** @type {unknown[]} */ values) => {
      hostLog += `[${type}] ${values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join(" ")}\n`;
    });
    /** @type {(code: number) => void} */
    let exit = () => {};
    const exited = new Promise((resolve, reject) => {
      exit = resolve;
      page.once("crash", () => reject(new Error("The browser page crashed.")));
      server.ended.then(() => reject(new Error("The server ended.")));
    });
    exited.catch(() => {});
    await page.exposeFunction("codeAutomationExit", (/** @type {number} */ code) => exit(code));
    await page.goto(
      workbenchAddress(server, [
        ["extensionDevelopmentPath", remote(server, extension)],
        ["extensionTestsPath", remote(server, suite)],
      ]),
    );
    const code = await within("The suite", TIMEOUT, exited);
    const results = await readResults(resultsFile);
    // No failure and yet not well: nothing ran, or the runner itself broke.
    if (code !== 0 && results.failed === 0) throw new Error(`The suite ended with ${code}.`);
    const outside = opened.outsideRequests();
    if (outside.length > 0) addFailure(results, "no request leaves this machine", outside.join("\n"));
    return results;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message}\nExtension host:\n${tail(hostLog)}\nServer:\n${tail(server.output())}`);
  } finally {
    await opened.close();
    await server.stop();
    await scratch.remove();
  }
}

/**
 * @param {string} file
 * @returns {Promise<LaneResult>}
 */
async function readResults(file) {
  const text = await readFile(file, "utf8").catch(() => "");
  if (text === "") throw new Error("The suite ended without results.");
  return JSON.parse(text);
}

/**
 * @param {LaneResult} results
 * @param {string} name
 * @param {string} message
 */
function addFailure(results, name, message) {
  results.failed += 1;
  results.failures.push({ name, message });
}

/** @param {string} text */
function tail(text) {
  return text.slice(-3000).trim() || "(nothing)";
}
