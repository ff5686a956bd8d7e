// @ts-check
// Starts real VS Code servers. Uses nothing outside of Node.js: it also serves `npm start`, before anything is installed.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../setup/system.mjs";

/** @typedef {import("../setup/vscode.mjs").Editor} Editor */

/** The project's own folder. */
export const project = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");

/** Quiet settings: nothing starts, asks or moves by itself, and terminals draw text that a test can read. */
const quietSettings = {
  "chat.disableAIFeatures": true,
  "editor.accessibilitySupport": "off",
  "extensions.autoUpdate": false,
  "git.enabled": false,
  "remote.autoForwardPorts": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "terminal.integrated.gpuAcceleration": "off",
  "workbench.reduceMotion": "on",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/**
 * @typedef {object} ServerOptions
 * @property {Editor} editor
 * @property {string} [from] folder whose content is copied into the workspace
 * @property {Record<string, string>} [files] path in the workspace → text; written after `from`
 * @property {Record<string, unknown>} [settings] user settings, over the quiet ones
 * @property {string} [extensions] folder of installed extensions (see `installExtension`); used where it is, for it
 *   knows its own place
 * @property {boolean} [hostsTests] lets the page start a test suite; without it VS Code ignores the request, with it
 *   VS Code shows no notification and no dialog
 * @property {NodeJS.ProcessEnv} [env] variables for the server and, through it, the extension host
 * @property {Prepare} [prepare] called before the start
 */

/**
 * Makes what a run needs in its own folder, whose `home` is the server's home, and says with which settings and
 * variables it is found.
 * @callback Prepare
 * @param {string} root the folder that holds everything of this run
 * @returns {Promise<{settings?: Record<string, unknown>, env?: NodeJS.ProcessEnv}>}
 */

/**
 * @typedef {object} Server
 * @property {Editor} editor
 * @property {string} origin such as http://127.0.0.1:40001
 * @property {number} port
 * @property {string} root the folder that holds everything of this run
 * @property {string} workspace the folder that is open in the editor
 * @property {string} userData
 * @property {Promise<void>} ended settles when the server ends, for whatever reason
 * @property {() => string} output what the server has printed so far
 * @property {() => Promise<void>} stop ends the server with all its processes and removes its folders
 */

/**
 * Process groups to end when this process ends early.
 * @type {Set<number>}
 */
const groups = new Set();
process.on("exit", () => {
  for (const group of groups) signalGroup(group, "SIGKILL");
});

/**
 * Folders to remove when this process ends early.
 * @type {Set<string>}
 */
const scratches = new Set();
process.on("exit", () => {
  for (const folder of scratches) rmSync(folder, { recursive: true, force: true });
});

/**
 * Makes a folder for one use.
 * @returns {Promise<{folder: string, remove: () => Promise<void>}>}
 */
export async function makeScratch() {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "buildah-pipelines-")));
  scratches.add(folder);
  const remove = async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    scratches.delete(folder);
  };
  return { folder, remove };
}

/**
 * Starts a server and waits until it answers.
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer({ editor, from, files, settings, extensions, hostsTests, env, prepare }) {
  const { folder: root, remove: removeFolders } = await makeScratch();
  const userData = path.join(root, "data");
  const workspace = path.join(root, "workspace");
  const installed = extensions ?? path.join(root, "extensions");
  for (const folder of [workspace, path.join(root, "home"), path.join(root, "tmp")]) await mkdir(folder);
  if (from !== undefined) await cp(from, workspace, { recursive: true });
  for (const [name, text] of Object.entries(files ?? {})) await writeInto(workspace, name, text);
  const prepared = (await prepare?.(root)) ?? {};
  const allSettings = { ...quietSettings, ...settings, ...prepared.settings };
  await writeInto(userData, "User/settings.json", JSON.stringify(allSettings, undefined, 2));
  // Settings of the scope "machine" are taken from the machine that the editor's server runs on, not from the user.
  await writeInto(userData, "Machine/settings.json", JSON.stringify(prepared.settings ?? {}, undefined, 2));

  const args = [
    ...serverArguments(editor, installed, path.join(root, "server")),
    "--host=127.0.0.1",
    "--port=0",
    "--without-connection-token",
    `--user-data-dir=${userData}`,
    ...(hostsTests ? ["--enable-smoke-test-driver"] : []),
  ];
  try {
    const running = await launchServer(editor, args, {
      cwd: workspace,
      env: { HOME: path.join(root, "home"), TMPDIR: path.join(root, "tmp"), ...env, ...prepared.env },
    });
    const stop = () => running.stop().finally(removeFolders);
    return { ...running, editor, root, workspace, userData, stop };
  } catch (error) {
    await removeFolders();
    throw error;
  }
}

/**
 * @typedef {object} RunningServer
 * @property {string} origin
 * @property {number} port
 * @property {Promise<void>} ended
 * @property {() => string} output
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a server process in a group of its own and waits until it answers.
 * @param {Editor} editor
 * @param {string[]} args
 * @param {{cwd: string, env?: NodeJS.ProcessEnv}} options
 * @returns {Promise<RunningServer>}
 * @throws {Error} with what the server has printed, when it does not start
 */
export async function launchServer(editor, args, { cwd, env }) {
  const child = spawn(editor.node, args, {
    cwd,
    detached: true,
    env: serverEnvironment(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let hasEnded = false;
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => {
    child.once("error", (error) => {
      output += `${error.message}\n`;
    });
    // Comes after "error" too. Not "exit": the last output would be missing.
    child.once("close", () => {
      hasEnded = true;
      resolve();
    });
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const group = child.pid;
  if (group !== undefined) groups.add(group);
  const stop = async () => {
    if (group === undefined) return;
    signalGroup(group, "SIGTERM");
    await within("The end of the server", 3000, ended).catch(() => {});
    // The leader may be gone while a child of it lives on.
    signalGroup(group, "SIGKILL");
    groups.delete(group);
    // A process that left the group may still hold these.
    child.stdout.destroy();
    child.stderr.destroy();
    await ended;
  };

  try {
    // The server prints the port that it got; it answers a moment later.
    const port = await waitFor("a started server", 30_000, async () => {
      if (hasEnded) throw new Error(`The server of VS Code ${editor.version} ended at once:\n${output.slice(-2000)}`);
      const bound = /Server bound to 127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      if (bound === undefined) return undefined;
      const answer = await fetch(`http://127.0.0.1:${bound}/version`).catch(() => undefined);
      return answer?.ok ? Number(bound) : undefined;
    });
    return { origin: `http://127.0.0.1:${port}`, port, ended, output: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Arguments that every start of a server has.
 * @param {Editor} editor
 * @param {string} extensions
 * @param {string} serverData
 */
export function serverArguments(editor, extensions, serverData) {
  return [
    editor.serverMain,
    "--accept-server-license-terms",
    "--telemetry-level=off",
    `--extensions-dir=${extensions}`,
    `--server-data-dir=${serverData}`,
  ];
}

/**
 * The environment for a server: no extension gallery, and nothing of a VS Code that this process may run in.
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function serverEnvironment(extra) {
  const inherited = Object.entries(process.env).filter(([key]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|npm_)/.test(key));
  return { ...Object.fromEntries(inherited), EXTENSIONS_GALLERY: "{}", ...extra };
}

/**
 * Installs a packed extension.
 * @param {Editor} editor
 * @param {string} vsix
 * @param {string} extensions folder of installed extensions; made when it does not exist
 */
export async function installExtension(editor, vsix, extensions) {
  const { folder: serverData, remove } = await makeScratch();
  try {
    await mkdir(extensions, { recursive: true });
    const args = [...serverArguments(editor, extensions, serverData), `--install-extension=${vsix}`, "--force"];
    const { code, stdout, stderr } = await runCommand(editor.node, args, { env: serverEnvironment() });
    if (code !== 0 || !/successfully installed/.test(stdout)) {
      throw new Error(`VS Code ${editor.version} could not install ${path.basename(vsix)}:\n${stdout}${stderr}`);
    }
  } finally {
    await remove();
  }
}

/**
 * Asks again and again until there is a value.
 * @template T
 * @param {string} what for the error, such as "a saved file"
 * @param {number} timeout in milliseconds
 * @param {() => Promise<T | undefined> | T | undefined} ask
 * @returns {Promise<T>}
 * @throws {Error} after the timeout, or when `ask` throws
 */
export async function waitFor(what, timeout, ask) {
  const deadline = Date.now() + timeout;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`Waited ${timeout / 1000} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/**
 * Rejects when a promise takes too long.
 * @template T
 * @param {string} what for the error, such as "the suite"
 * @param {number} timeout in milliseconds
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export async function within(what, timeout, promise) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${timeout / 1000} s.`)), timeout);
  });
  try {
    return await Promise.race([promise, /** @type {Promise<never>} */ (late)]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} text
 */
async function writeInto(folder, name, text) {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

/**
 * @param {number} group
 * @param {NodeJS.Signals} signal
 */
function signalGroup(group, signal) {
  try {
    process.kill(-group, signal);
  } catch {
    // The group is gone already.
  }
}
