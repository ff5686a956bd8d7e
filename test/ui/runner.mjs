// @ts-check
// Runs tests that use the extension as a person does. Each test gets a server, a workspace and a browser profile of its
// own.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createVSIX } from "@vscode/vsce";
import {
  installExtension,
  launchBrowser,
  makeScratch,
  openPage,
  project,
  startServer,
  waitFor,
  within,
  workbenchAddress,
} from "../vscode/harness.mjs";
import { Workbench } from "./workbench.mjs";

/** @typedef {import("../vscode/harness.mjs").Editor} Editor */
/** @typedef {import("../vscode/hosted.mjs").LaneResult} LaneResult */

/**
 * What a test is given.
 * @typedef {object} Scene
 * @property {Workbench} workbench the window, ready to use
 * @property {import("playwright-core").Page} page
 * @property {import("../vscode/harness.mjs").Server} server
 * @property {string} workspace absolute path of the open folder
 * @property {(name: string) => Promise<string>} read the text of a file of the workspace
 * @property {(name: string, text: string) => Promise<void>} write changes a file of the workspace from outside
 * @property {(name: string, text: string | RegExp) => Promise<string>} waitForFile waits until a file of the workspace
 *   has (or matches) a text
 * @property {(name: string) => Promise<void>} screenshot keeps a picture in artifacts/screenshots
 * @property {() => Promise<void>} reload loads the window again
 */

/**
 * @typedef {object} UiTest
 * @property {string} name a sentence
 * @property {string} [from] folder whose content becomes the workspace, relative to the project
 * @property {Record<string, string>} [files] path in the workspace → text; written after `from`
 * @property {Record<string, unknown>} [settings] user settings of this test
 * @property {{publisher: string, name: string}[]} [extensions] others that are installed too; they do nothing
 * @property {NodeJS.ProcessEnv} [env] variables for the extension host
 * @property {import("../vscode/server.mjs").Prepare} [prepare] makes what the test needs before VS Code starts
 * @property {string} [open] file of the workspace to open first
 * @property {number} [timeout] in milliseconds; 120 000 unless told
 * @property {() => string | undefined | Promise<string | undefined>} [skip] the reason not to run it here
 * @property {(scene: Scene) => Promise<void>} run
 */

const TESTS = path.join(project, "test", "ui");
const SCREENSHOTS = path.join(project, "artifacts", "screenshots");
const FAILURES = path.join(project, "artifacts", "failures");

/**
 * Loads the tests of all `*.ui.mjs` files; each default-exports a list.
 * @param {string} [folder]
 * @returns {Promise<UiTest[]>}
 */
export async function loadTests(folder = TESTS) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".ui.mjs")).sort();
  const lists = [];
  for (const name of names) lists.push((await import(pathToFileURL(path.join(folder, name)).href)).default);
  return lists.flat();
}

/**
 * @param {object} options
 * @param {Editor} options.editor
 * @param {string} options.vsix the packed extension
 * @param {UiTest[]} options.tests
 * @param {(line: string) => void} options.log
 * @returns {Promise<LaneResult>}
 */
export async function runTests({ editor, vsix, tests, log }) {
  /** @type {LaneResult} */
  const result = { passed: 0, failed: 0, skipped: [], failures: [] };
  const { folder: extensions, remove } = await makeScratch();
  const browser = await launchBrowser();
  try {
    await installExtension(editor, vsix, extensions);
    for (const test of tests) {
      const reason = await test.skip?.();
      if (reason !== undefined) {
        result.skipped.push({ name: test.name, reason });
        log(`skipped  ${test.name}: ${reason}`);
        continue;
      }
      const started = Date.now();
      const message = await runTest({ editor, extensions, vsix, browser, test });
      const time = `${((Date.now() - started) / 1000).toFixed(1)} s`;
      if (message === undefined) {
        result.passed += 1;
        log(`passed   ${test.name} (${time})`);
      } else {
        result.failed += 1;
        result.failures.push({ name: test.name, message });
        log(`FAILED   ${test.name} (${time})`);
      }
    }
  } finally {
    await browser.close();
    await remove();
  }
  return result;
}

/**
 * @param {object} options
 * @param {Editor} options.editor
 * @param {string} options.extensions
 * @param {string} options.vsix
 * @param {import("playwright-core").Browser} options.browser
 * @param {UiTest} options.test
 * @returns {Promise<string | undefined>} why it failed
 */
async function runTest({ editor, extensions, vsix, browser, test }) {
  const others = test.extensions === undefined ? undefined : await makeScratch();
  if (others)
    await installAll(editor, [vsix, ...(await packEmpty(others.folder, test.extensions ?? []))], others.folder);
  const server = await startServer({
    editor,
    extensions: others?.folder ?? extensions,
    files: test.files ?? {},
    settings: test.settings ?? {},
    env: test.env ?? {},
    ...(test.prepare === undefined ? {} : { prepare: test.prepare }),
    ...(test.from === undefined ? {} : { from: path.join(project, test.from) }),
  });
  const opened = await openPage(browser);
  const { page } = opened;
  try {
    const workbench = new Workbench(page);
    const load = async () => {
      await page.goto(workbenchAddress(server));
      await workbench.waitUntilReady();
    };
    await load();
    if (test.open !== undefined) await workbench.openFile(test.open);
    await within("The test", test.timeout ?? 120_000, test.run(sceneOf(server, workbench, load)));
    const outside = opened.outsideRequests();
    if (outside.length > 0) throw new Error(`Something was asked of another machine:\n${outside.join("\n")}`);
    return undefined;
  } catch (error) {
    const picture = path.join(FAILURES, `${fileName(test.name)}.png`);
    await mkdir(FAILURES, { recursive: true });
    await page.screenshot({ path: picture }).catch(() => {});
    const logs = await extensionHostLog(server.userData, path.join(server.root, "server"));
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${message}\nPicture: ${path.relative(project, picture)}\nExtension host:\n${logs}`;
  } finally {
    await opened.close();
    await server.stop();
    await others?.remove();
  }
}

/**
 * @param {Editor} editor
 * @param {string[]} packages
 * @param {string} folder
 */
async function installAll(editor, packages, folder) {
  for (const one of packages) await installExtension(editor, one, folder);
}

/**
 * Packs extensions that do nothing.
 * @param {string} folder
 * @param {{publisher: string, name: string}[]} names
 */
async function packEmpty(folder, names) {
  const packages = [];
  for (const { publisher, name } of names) {
    const cwd = path.join(folder, `.${name}`);
    const manifest = { publisher, name, version: "1.0.0", engines: { vscode: "^1.100.0" }, license: "MIT" };
    await mkdir(cwd, { recursive: true });
    await writeFile(path.join(cwd, "package.json"), JSON.stringify(manifest));
    await writeFile(path.join(cwd, "README.md"), "Does nothing.\n");
    const packagePath = path.join(cwd, `${name}.vsix`);
    await createVSIX({ cwd, packagePath, dependencies: false, allowMissingRepository: true, skipLicense: true });
    packages.push(packagePath);
  }
  return packages;
}

/**
 * @param {import("../vscode/harness.mjs").Server} server
 * @param {Workbench} workbench
 * @param {() => Promise<void>} reload
 * @returns {Scene}
 */
function sceneOf(server, workbench, reload) {
  const { workspace } = server;
  const read = (/** @type {string} */ name) => readFile(path.join(workspace, name), "utf8");
  return {
    workbench,
    page: workbench.page,
    server,
    workspace,
    read,
    reload,
    async write(name, text) {
      await mkdir(path.dirname(path.join(workspace, name)), { recursive: true });
      await writeFile(path.join(workspace, name), text);
    },
    async waitForFile(name, text) {
      let last = "(no such file)";
      return waitFor(`${text} in ${name}`, 20_000, async () => {
        const found = await read(name).catch(() => undefined);
        if (found !== undefined) last = found;
        const isThere = found !== undefined && (typeof text === "string" ? found.includes(text) : text.test(found));
        return isThere ? found : undefined;
      }).catch((error) => {
        throw new Error(`${error.message} It holds:\n${last}`);
      });
    },
    async screenshot(name) {
      await mkdir(SCREENSHOTS, { recursive: true });
      await workbench.page.screenshot({ path: path.join(SCREENSHOTS, `${fileName(name)}.png`) });
    },
  };
}

/** @param {string} name */
function fileName(name) {
  return name.replace(/[^a-zA-Z0-9]+/g, "-").replace(/^-|-$/g, "");
}

/**
 * The end of the extension host's logs.
 * @param {...string} folders
 */
async function extensionHostLog(...folders) {
  let text = "";
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true }).catch(() => []);
    // Without the logs of VS Code's own extensions.
    const logs = entries.filter((entry) => /exthost.*\.log$/.test(entry) && !/[/\\]vscode\./.test(entry));
    for (const name of logs.sort()) {
      text += `${path.basename(name)}:\n${await readFile(path.join(folder, name), "utf8")}`;
    }
  }
  const lines = text.split("\n").filter((line) => !line.includes("#_doActivateExtension vscode."));
  return lines.join("\n").slice(-4000).trim() || "(nothing)";
}
