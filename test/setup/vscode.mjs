// @ts-check
// Sets up what the editor tests need: two real VS Code servers and a browser.
//
// The npm package code-server 4.X.Y carries the server and workbench of VS Code 1.X.Y. Only that server is taken from
// it (lib/vscode); code-server's own wrapper is not used. Everything lands in .cache/vscode, which is not committed.
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensurePackages, npmReason, runCommand, Unsupported } from "./system.mjs";

const CACHE = fileURLToPath(new URL("../../.cache/vscode/", import.meta.url));

/** Raise this when the steps below change, so that a cached set-up is done again. */
const RECIPE = 2;

/** The editors by VS Code version. Without `node`, the machine's own Node.js runs the server. */
const EDITORS = {
  "1.100": { codeServer: "4.100.3", node: undefined, buildsPty: true },
  1.139: { codeServer: "4.139.1", node: "24.21.0", buildsPty: false },
};

/** @typedef {"1.100" | "1.139"} EditorVersion */

/**
 * @typedef {object} Editor
 * @property {EditorVersion} version the VS Code version
 * @property {string} node absolute path of the Node.js program that runs the server
 * @property {string} serverMain absolute path of the server's main script
 */

/** The lowest supported VS Code first, the newest last. */
export const editorVersions = /** @type {EditorVersion[]} */ (["1.100", "1.139"]);

/** @type {Map<string, Promise<any>>} */
const underWay = new Map();

/**
 * Sets up a VS Code server, once per process and, thanks to a stamp file, once per machine.
 * @param {EditorVersion} version
 * @param {{log?: (line: string) => void}} [options]
 * @returns {Promise<Editor>}
 * @throws {Error} one sentence that says what failed
 */
export function setUpEditor(version, { log = () => {} } = {}) {
  return once(version, () => provideEditor(version, log));
}

/**
 * Finds or installs Chromium.
 * @param {{log?: (line: string) => void}} [options]
 * @returns {Promise<string>} absolute path of the browser
 * @throws {Error} one sentence that says what to install
 */
export function setUpBrowser({ log = () => {} } = {}) {
  return once("browser", async () => {
    const found = findOnPath(["chromium", "chromium-browser", "google-chrome"]);
    if (found !== undefined) return found;
    await ensurePackages(["chromium", "fonts-dejavu-core"], { log });
    const installed = findOnPath(["chromium"]);
    if (installed === undefined) throw new Error("Chromium was installed, but there is no chromium on the PATH.");
    return installed;
  });
}

/**
 * The first of these programs that the PATH has.
 * @param {string[]} programs
 */
export function findOnPath(programs) {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  return programs.flatMap((program) => folders.map((folder) => path.join(folder, program))).find(existsSync);
}

/**
 * @template T
 * @param {string} key
 * @param {() => Promise<T>} provide
 * @returns {Promise<T>}
 */
function once(key, provide) {
  let promise = underWay.get(key);
  if (promise === undefined) {
    promise = provide();
    underWay.set(key, promise);
    // A failure (no network, say) may be over at the next call.
    promise.catch(() => underWay.delete(key));
  }
  return promise;
}

/**
 * @param {EditorVersion} version
 * @param {(line: string) => void} log
 * @returns {Promise<Editor>}
 */
async function provideEditor(version, log) {
  const recipe = EDITORS[version];
  if (process.platform !== "linux" || !["x64", "arm64"].includes(process.arch)) {
    throw new Unsupported(`VS Code ${version} for tests can only be set up on Linux (x64 or arm64).`);
  }
  const folder = path.join(CACHE, version);
  const stamp = `${JSON.stringify({ recipe: RECIPE, ...recipe, arch: process.arch, modules: nativeModules(version) })}\n`;
  const editor = {
    version,
    node: recipe.node === undefined ? process.execPath : path.join(folder, "node", "node"),
    serverMain: path.join(folder, "server", "out", "server-main.js"),
  };
  if ((await readStamp(folder)) === stamp) return editor;

  log(`Setting up VS Code ${version} (about half a minute)`);
  await removeLeftovers();
  // Built beside its place and renamed when complete: an interrupted set-up is never taken for a finished one.
  const draft = `${folder}.${process.pid}.draft`;
  await mkdir(draft, { recursive: true });
  try {
    await buildEditor(draft, version);
    await writeFile(path.join(draft, "stamp"), stamp);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder).catch(async (error) => {
      // Another process may have put its own complete copy there first.
      if ((await readStamp(folder)) !== stamp) throw error;
    });
  } catch (error) {
    throw new Error(`VS Code ${version} could not be set up: ${error instanceof Error ? error.message : error}`);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return editor;
}

/**
 * Native modules built for one Node.js do not load in another.
 * @param {EditorVersion} version
 */
function nativeModules(version) {
  return EDITORS[version].buildsPty ? process.versions.modules : "shipped";
}

/** @param {string} folder */
async function readStamp(folder) {
  return readFile(path.join(folder, "stamp"), "utf8").catch(() => undefined);
}

/** Removes drafts of processes that no longer run. */
async function removeLeftovers() {
  await mkdir(CACHE, { recursive: true });
  for (const name of await readdir(CACHE)) {
    const pid = /\.(\d+)\.draft$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      await rm(path.join(CACHE, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * @param {string} draft
 * @param {EditorVersion} version
 */
async function buildEditor(draft, version) {
  const recipe = EDITORS[version];
  const server = path.join(draft, "server");
  await Promise.all([
    fetchPackage(`code-server@${recipe.codeServer}`, draft, "server", "lib/vscode", [
      "extensions/copilot",
      "extensions/mermaid-markdown-features",
      "*.map",
    ]),
    recipe.node === undefined
      ? undefined
      : fetchPackage(`node-linux-${process.arch}@${recipe.node}`, draft, "node", "bin", []),
  ]);
  // Not `npm ci`: the lock file that comes with the server is incomplete. Post-install scripts download or compile,
  // so they stay off; what is needed of them is done below.
  await npm(["install", "--ignore-scripts", "--omit=dev", "--no-save", "--no-package-lock"], server);
  await symlink("node_modules", path.join(server, "node_modules.asar"));
  await writeStandIns(path.join(server, "node_modules"));
  await prune(path.join(server, "node_modules"));
  if (recipe.buildsPty) await completeOldServer(path.join(server, "node_modules"));
  await checkServer(draft, version);
}

/**
 * Unpacks one folder of an npm package.
 * @param {string} spec name@version
 * @param {string} draft
 * @param {string} name of the folder to make in `draft`
 * @param {string} part folder inside the package
 * @param {string[]} without patterns of files to leave out
 */
async function fetchPackage(spec, draft, name, part, without) {
  const download = path.join(draft, `${name}.download`);
  const target = path.join(draft, name);
  await mkdir(download);
  await mkdir(target);
  await npm(["pack", spec, "--pack-destination", download], download);
  const [archive] = await readdir(download);
  if (archive === undefined) throw new Error(`npm delivered no archive of ${spec}.`);
  const inside = path.posix.join("package", part);
  await must("tar", [
    "--extract",
    "--gzip",
    `--file=${path.join(download, archive)}`,
    `--directory=${target}`,
    `--strip-components=${inside.split("/").length}`,
    ...without.map((pattern) => `--exclude=${pattern}`),
    inside,
  ]);
  await rm(download, { recursive: true });
}

/**
 * Native modules stay unbuilt; stand-ins take the place of those whose absence would be felt.
 * @param {string} modules
 */
async function writeStandIns(modules) {
  for (const [name, file] of /** @type {[string, string][]} */ ([
    ["@vscode/spdlog", "spdlog.cjs"],
    ["native-watchdog", "watchdog.cjs"],
    ["@vscode/native-watchdog", "watchdog.cjs"],
  ])) {
    const folder = path.join(modules, name);
    if (existsSync(folder)) await copyFile(new URL(file, import.meta.url), path.join(folder, "index.js"));
  }
}

/**
 * Removes what no test reaches: the assistant's programs and ripgrep for other systems.
 * @param {string} modules
 */
async function prune(modules) {
  const github = path.join(modules, "@github");
  const programs = path.join(modules, "@vscode", "ripgrep-universal", "bin");
  const surplus = [
    ...(await list(github)).filter((name) => name.startsWith("copilot")).map((name) => path.join(github, name)),
    ...(await list(programs))
      .filter((name) => name !== `linux-${process.arch}`)
      .map((name) => path.join(programs, name)),
  ];
  for (const folder of surplus) await rm(folder, { recursive: true, force: true });
}

/** @param {string} folder */
async function list(folder) {
  return existsSync(folder) ? readdir(folder) : [];
}

/**
 * 1.100 ships neither a ripgrep (file search fails without it) nor a built node-pty (tasks and terminals hang).
 * @param {string} modules
 */
async function completeOldServer(modules) {
  await ensurePackages(["ripgrep", "python3", "make", "g++"]);
  const ripgrep = findOnPath(["rg"]);
  if (ripgrep === undefined) throw new Error("ripgrep was installed, but there is no rg on the PATH.");
  await mkdir(path.join(modules, "@vscode", "ripgrep", "bin"), { recursive: true });
  await symlink(ripgrep, path.join(modules, "@vscode", "ripgrep", "bin", "rg"));

  // The headers of the running Node.js: node-gyp would otherwise download them.
  const prefix = path.dirname(path.dirname(process.execPath));
  const header = path.join(prefix, "include", "node", "node_api.h");
  if (!existsSync(header)) {
    throw new Error(`Node.js was installed without its headers (${header}); install Node.js from a package with them.`);
  }
  await npm(["rebuild", "node-pty", "--ignore-scripts=false"], path.dirname(modules), { npm_config_nodedir: prefix });
  const built = path.join(modules, "node-pty", "build", "Release", "pty.node");
  if (!existsSync(built)) throw new Error("node-pty was not built.");
}

/**
 * @param {string} draft
 * @param {EditorVersion} version
 */
async function checkServer(draft, version) {
  const own = path.join(draft, "node", "node");
  const node = EDITORS[version].node === undefined ? process.execPath : own;
  if (node === own) await chmod(own, 0o755);
  const { code, stdout, stderr } = await runCommand(node, [
    path.join(draft, "server", "out", "server-main.js"),
    `--server-data-dir=${path.join(draft, "check")}`,
    "--version",
  ]);
  await rm(path.join(draft, "check"), { recursive: true, force: true });
  if (code !== 0 || !stdout.startsWith(`${version}.`)) {
    throw new Error(`its server does not start (${lastLine(stderr) || lastLine(stdout) || `exit code ${code}`}).`);
  }
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @param {Record<string, string>} [env]
 */
async function npm(args, cwd, env = {}) {
  await must("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
  });
}

/** The environment without what `npm test` adds: a nested npm would take this project for its own. */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(npm_(package|lifecycle|config_local_prefix)|INIT_CWD)/.test(key)),
  );
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv}} [options]
 */
async function must(program, args, options) {
  const { code, stdout, stderr } = await runCommand(program, args, options);
  if (code === 0) return;
  const reason = npmReason(stderr) || lastLine(stderr) || lastLine(stdout) || `exit code ${code}`;
  throw new Error(`${program} ${args[0]} failed (${reason}).`);
}

/** @param {string} text */
function lastLine(text) {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
