// @ts-check
// `npm start`: opens a real VS Code with the extension on a copy of the sample project, on a machine that has nothing
// but Node.js and npm. Nothing outside of this project and Node.js may be imported here before `npm ci` has run.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensurePackages, installCommandLine, runCommand } from "../test/setup/system.mjs";
import { findOnPath, setUpEditor } from "../test/setup/vscode.mjs";
import { ensureBuilt, ensurePacked } from "../test/vscode/built.mjs";
import { installExtension, launchServer, serverArguments } from "../test/vscode/server.mjs";
import { checkNode, installDependencies } from "./dependencies.mjs";

const project = fileURLToPath(new URL("../", import.meta.url)).replace(/[/\\]$/, "");
const original = path.join(project, "test", "projects", "sample");
const sample = path.join(project, ".cache", "sample");
const home = path.join(project, ".cache", "start");

/** Buildah with what it needs to run containers; without its recommendations it has neither. */
const buildahPackages = ["buildah", "crun", "fuse-overlayfs"];

const usage = `npm start [-- options]

Opens VS Code with this extension on a copy of the sample project.

  --browser   use the VS Code that opens in a browser, even where a desktop VS Code is installed
  --port N    port of that VS Code on this machine (default: the first free one from 8100 to 8199)
  --fresh     start with a new copy of the sample project; your changes to the old one are lost
  --yes       install what is missing without asking
  --help      show this`;

/** @typedef {{browser: boolean, port: string | undefined, fresh: boolean, yes: boolean}} Options */

// What goes wrong is said in one sentence, without a trace.
try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function start() {
  const options = readOptions();
  if (options === undefined) {
    console.log(usage);
    return;
  }
  checkNode();
  await installDependencies(log);
  await ensureBuilt({ log });
  await copySample(options.fresh);
  await offerBuildah(options.yes);
  const desktop = options.browser ? undefined : await findDesktop();
  await (desktop === undefined ? openInBrowser(options.port) : openOnDesktop(desktop));
}

/** @returns {Options | undefined} undefined when only the usage is wanted */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        browser: { type: "boolean", default: false },
        port: { type: "string" },
        fresh: { type: "boolean", default: false },
        yes: { type: "boolean", short: "y", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return undefined;
    const { browser, port, fresh, yes } = values;
    if (port !== undefined && !(/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
      throw new Error(`--port wants a number from 1 to 65535, not "${port}".`);
    }
    return { browser, port, fresh, yes };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new Error(`${reason}\n\n${usage}`);
  }
}

/**
 * Copies the sample project; an earlier copy stays as the user left it.
 * @param {boolean} fresh
 */
async function copySample(fresh) {
  if (fresh) await rm(sample, { recursive: true, force: true });
  if (existsSync(sample)) return;
  if (!existsSync(original)) throw new Error("The sample project (test/projects/sample) is missing.");
  // Renamed when complete, so that an interrupted copy is not taken for the user's work.
  const draft = `${sample}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(path.dirname(sample), { recursive: true });
  await cp(original, draft, { recursive: true });
  await rename(draft, sample);
}

/**
 * Says what Buildah is for when it is missing and installs it if wanted. Nothing here keeps VS Code from opening.
 * @param {boolean} yes
 */
async function offerBuildah(yes) {
  if (findOnPath(["buildah"]) !== undefined) return;
  log("Buildah is not installed. Checking pipelines works without it; running them needs it.");
  const byHand = installCommandLine(buildahPackages);
  if (findOnPath(["apt-get"]) === undefined) {
    log("To run pipelines, install Buildah with your system's package manager.");
    return;
  }
  if (process.getuid?.() !== 0) {
    log(`To run pipelines, run: ${byHand}`);
    return;
  }
  if (!yes) {
    log(`It would be installed with: apt-get install --no-install-recommends ${buildahPackages.join(" ")}`);
    if (!(await confirm("Install Buildah now? [y/N] "))) {
      log(`Going on without. To install it later, run: ${byHand}`);
      return;
    }
  }
  try {
    await ensurePackages(buildahPackages, { log });
  } catch (error) {
    log(`${error instanceof Error ? error.message : error}`);
    log("Going on without Buildah.");
  }
}

/**
 * Asks on the terminal; where there is none, the answer is no.
 * @param {string} question
 */
async function confirm(question) {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  terminal.on("SIGINT", () => process.exit(130));
  try {
    // The end of the input, Ctrl+D, is a no as well.
    const closed = new Promise((resolve) => terminal.once("close", () => resolve("")));
    const answer = await Promise.race([terminal.question(question), closed]);
    return /^y(es)?$/i.test(String(answer).trim());
  } finally {
    terminal.close();
  }
}

/**
 * The desktop VS Code, when there is one that can open here.
 * @returns {Promise<string | undefined>} its program
 */
async function findDesktop() {
  const program = findOnPath(process.platform === "win32" ? ["code.cmd"] : ["code"]);
  if (program === undefined) return undefined;
  const reason = await whyNotDesktop(program);
  if (reason === undefined) return program;
  log(`The installed VS Code is not used: ${reason}.`);
  return undefined;
}

/** @param {string} program */
async function whyNotDesktop(program) {
  // In a terminal of a remote window, `code` only talks to that window.
  if (process.env.VSCODE_IPC_HOOK_CLI !== undefined) return "this is the terminal of a remote window";
  if (process.platform === "linux" && process.getuid?.() === 0) return "it does not open as root";
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return "there is no screen";
  const { stdout } = await runCommand(program, ["--version"]);
  const [major = 0, minor = 0] = (stdout.split("\n")[0] ?? "").split(".").map(Number);
  if (major !== 1 || !(minor >= 100)) return "it is older than 1.100";
  return undefined;
}

/** @param {string} program */
async function openOnDesktop(program) {
  const args = [`--extensionDevelopmentPath=${project}`, "--new-window", sample];
  const code = await new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", shell: process.platform === "win32" });
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0) throw new Error(`VS Code did not open (exit code ${code}). Try: npm start -- --browser`);
  log("VS Code opens with the extension and the sample project.");
  sayWhatToTry();
}

/**
 * Serves VS Code on this machine until Ctrl+C.
 * @param {string | undefined} port
 */
async function openInBrowser(port) {
  const vsix = await ensurePacked({ log });
  const editor = await setUpEditor("1.139", { log }).catch((error) => {
    throw new Error(`${error.message}\nWith a desktop VS Code and its "code" command installed, this is not needed.`);
  });
  const extensions = path.join(home, "extensions");
  await installExtension(editor, vsix, extensions);
  await writeSettings();

  // In a file: other users of this machine can read the arguments of a process.
  const token = randomBytes(16).toString("hex");
  const tokenFile = path.join(home, "token");
  await rm(tokenFile, { force: true });
  await writeFile(tokenFile, token, { mode: 0o600 });
  const server = await launchServer(
    editor,
    [
      ...serverArguments(editor, extensions, path.join(home, "server")),
      "--host=127.0.0.1",
      `--port=${port ?? "8100-8199"}`,
      `--connection-token-file=${tokenFile}`,
      `--user-data-dir=${path.join(home, "data")}`,
    ],
    { cwd: sample },
  ).catch((error) => {
    if (/EADDRINUSE|address already in use/i.test(error.message)) {
      throw new Error(`Port ${port} is in use. Choose another one: npm start -- --port N`);
    }
    throw error;
  });

  const query = new URLSearchParams({ tkn: token, folder: sample });
  log(`VS Code ${editor.version} runs with the extension. Open this address in a browser on this machine:\n`);
  log(`  ${server.origin}/?${query.toString().replaceAll("%2F", "/")}\n`);
  log("Whoever has this address can use this VS Code as you. It changes at each start.");
  sayWhatToTry();
  log("Ctrl+C ends it.");
  await untilEnded(server);
}

function sayWhatToTry() {
  log(`The sample project is a copy in ${path.relative(process.cwd(), sample) || "."}; change it as you like.`);
  log("Open .gitlab-ci.yml first. A new copy comes with: npm start -- --fresh");
}

/** Settings for the first start; later the user's own count. */
async function writeSettings() {
  const file = path.join(home, "data", "User", "settings.json");
  if (existsSync(file)) return;
  const settings = {
    "chat.disableAIFeatures": true,
    // Without it new folders open in Restricted Mode and nobody is asked.
    "security.workspace.trust.startupPrompt": "once",
    // The sample lies in the checkout of this project, which is not what to look at.
    "git.openRepositoryInParentFolders": "never",
    "telemetry.telemetryLevel": "off",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
  };
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(settings, undefined, 2)}\n`);
}

/**
 * Waits for Ctrl+C, or for the server's own end.
 * @param {import("../test/vscode/server.mjs").RunningServer} server
 */
async function untilEnded(server) {
  const signal = await new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(name, () => resolve(name));
    server.ended.then(() => resolve(undefined));
  });
  if (signal === undefined)
    throw new Error(`VS Code has ended:\n${server.output().trim().split("\n").slice(-5).join("\n")}`);
  // Ctrl+C again: at once. What still runs of the server is ended when this process exits.
  process.once("SIGINT", () => process.exit(130));
  await server.stop();
  log("\nVS Code has ended.");
  process.exit(0);
}

/** @param {string} line */
function log(line) {
  console.log(line);
}
