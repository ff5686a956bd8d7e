// @ts-check
// The same suite in a desktop VS Code, where one can be downloaded. `BUILDAH_PIPELINES_TEST_VSCODE` names an installed
// one instead.
import { cp, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { downloadAndUnzipVSCode, runTests, SilentReporter } from "@vscode/test-electron";
import { ensureBuilt } from "./built.mjs";
import { makeScratch, project } from "./harness.mjs";
import { bundleSuite } from "./hosted.mjs";

/**
 * @param {object} options
 * @param {(line: string) => void} options.log
 * @param {NodeJS.ProcessEnv} [options.env]
 * @returns {Promise<import("./hosted.mjs").LaneResult>}
 * @throws {Error} one sentence, when there is no desktop VS Code or no screen for it
 */
export async function run({ log, env = {} }) {
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new Error("A desktop VS Code needs a screen. Run: xvfb-run -a npm run test:desktop");
  }
  const program = process.env.BUILDAH_PIPELINES_TEST_VSCODE ?? (await download(log));
  await ensureBuilt({ log });
  const suite = await bundleSuite();
  const { folder: scratch, remove } = await makeScratch();
  try {
    const results = path.join(scratch, "results.json");
    const workspace = path.join(scratch, "workspace");
    await mkdir(workspace);
    await cp(path.join(project, "test", "projects", "sample"), workspace, { recursive: true });
    // A failed test makes this reject; the results say more than the exit code does.
    const ended = await runTests({
      vscodeExecutablePath: program,
      extensionDevelopmentPath: project,
      extensionTestsPath: suite,
      extensionTestsEnv: { ...env, BUILDAH_PIPELINES_TEST_RESULTS: results },
      launchArgs: [
        workspace,
        "--disable-extensions",
        "--disable-workspace-trust",
        `--user-data-dir=${path.join(scratch, "data")}`,
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    }).catch((error) => error);
    const text = await readFile(results, "utf8").catch(() => "");
    if (text === "") {
      throw new Error(
        `The desktop VS Code ended without results${ended instanceof Error ? `: ${ended.message}` : "."}`,
      );
    }
    const found = JSON.parse(text);
    // No failure and yet not well: nothing ran, or the runner itself broke.
    if (ended instanceof Error && found.failed === 0) throw ended;
    return found;
  } finally {
    await remove();
  }
}

/** @param {(line: string) => void} log */
async function download(log) {
  log("Downloading VS Code for the desktop");
  try {
    return await downloadAndUnzipVSCode({
      version: "stable",
      cachePath: path.join(project, ".cache", "vscode", "desktop"),
      reporter: new SilentReporter(),
    });
  } catch {
    throw new Error(
      "VS Code for the desktop could not be downloaded from this machine. Install it and set BUILDAH_PIPELINES_TEST_VSCODE to its program, or run: node scripts/test.mjs vscode",
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const results = await run({ log: (line) => console.log(line) });
    for (const { name, message } of results.failures) console.error(`FAILED ${name}\n${message}`);
    console.log(`${results.passed} passed, ${results.failed} failed, ${results.skipped.length} skipped`);
    process.exitCode = results.failed === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
