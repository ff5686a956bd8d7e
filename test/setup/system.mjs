// @ts-check
import { spawn } from "node:child_process";

/**
 * @typedef {object} CommandResult
 * @property {number} code exit code; 127 when the program does not exist, 128 when a signal ended it
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a program to its end and never throws for a non-zero exit.
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv}} [options]
 * @returns {Promise<CommandResult>}
 */
export function runCommand(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    child.on("error", (error) => resolve({ code: 127, stdout, stderr: stderr + error.message }));
    child.on("close", (code) => resolve({ code: code ?? 128, stdout, stderr }));
  });
}

/** What cannot be set up on this kind of system, with the reason: tests that need it are skipped there. */
export class Unsupported extends Error {
  name = "Unsupported";
}

/**
 * Which of these Debian packages are not installed.
 * @param {string[]} names
 * @returns {Promise<string[]>} the missing ones, in the given order
 * @throws {Unsupported} when this system has no dpkg
 */
export async function missingPackages(names) {
  if (names.length === 0) return [];
  const { code, stdout } = await runCommand("dpkg-query", [
    "--show",
    "--showformat=${Package} ${db:Status-Status}\\n",
    ...names,
  ]);
  if (code === 127) {
    throw new Unsupported(`The packages of Debian are not to be had here; wanted: ${names.join(", ")}.`);
  }
  // A package name that dpkg has never heard of makes it exit with 1; the others are still listed.
  const installed = new Set(
    stdout
      .split("\n")
      .filter((line) => line.endsWith(" installed"))
      .map((line) => line.split(" ")[0]),
  );
  return names.filter((name) => !installed.has(name));
}

/**
 * The command that installs these packages, as a person would type it.
 * @param {string[]} names
 */
export function installCommandLine(names) {
  const sudo = process.getuid?.() === 0 ? "" : "sudo ";
  return `${sudo}apt-get update && ${sudo}apt-get install --no-install-recommends ${names.join(" ")}`;
}

/**
 * Two installations at once would only wait for each other's lock, or fail on it, so they queue.
 * @type {Promise<unknown>}
 */
let lastInstallation = Promise.resolve();

/**
 * Makes sure that these Debian packages are installed; installs the missing ones as root.
 * @param {string[]} names
 * @param {{log?: (line: string) => void}} [options]
 * @returns {Promise<string[]>} the packages that were installed by this call
 * @throws {Error} one sentence that says what to run, when they cannot be installed from here
 */
export function ensurePackages(names, { log = () => {} } = {}) {
  const installation = lastInstallation.then(() => installMissing(names, log));
  lastInstallation = installation.catch(() => {});
  return installation;
}

/**
 * @param {string[]} names
 * @param {(line: string) => void} log
 */
async function installMissing(names, log) {
  const missing = await missingPackages(names);
  if (missing.length === 0) return [];
  if (process.getuid?.() !== 0) {
    throw new Error(`These packages are missing: ${missing.join(", ")}. Run: ${installCommandLine(missing)}`);
  }
  const probe = await runCommand("apt-get", ["--version"]);
  if (probe.code !== 0) {
    throw new Error(
      `These packages are missing: ${missing.join(", ")}. Install them with your system's package manager, then try again.`,
    );
  }
  log(`Installing ${missing.join(", ")}`);
  // The stored package lists may be older than the archive, so a failure is tried once more with fresh ones.
  let result = await aptInstall(missing);
  if (result.code !== 0) {
    const update = await aptGet(["update"]);
    result = await aptInstall(missing);
    if (result.code !== 0) {
      const reason = lastLine(result.stderr) || lastLine(update.stderr) || `exit code ${result.code}`;
      throw new Error(`Could not install ${missing.join(", ")} (${reason}). Run: ${installCommandLine(missing)}`);
    }
  }
  const stillMissing = await missingPackages(missing);
  if (stillMissing.length > 0) {
    throw new Error(`${stillMissing.join(", ")} is still missing. Run: ${installCommandLine(stillMissing)}`);
  }
  return missing;
}

/** @param {string[]} names */
function aptInstall(names) {
  return aptGet(["install", "-y", "--no-install-recommends", ...names]);
}

/** @param {string[]} args */
function aptGet(args) {
  // Another apt may hold the lock (unattended upgrades, a second lane): wait for it instead of failing.
  return runCommand("apt-get", ["-o", "DPkg::Lock::Timeout=300", ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}

/** @param {string} text */
function lastLine(text) {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}

/**
 * Why npm failed, from what it printed: the first line that says it, without addresses.
 * @param {string} stderr
 * @returns {string} empty when it says nothing
 */
export function npmReason(stderr) {
  const lines = stderr
    .split("\n")
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, "").replace(/https?:\/\/\S+/g, "the npm registry"))
    .filter((line) => line.trim() !== "" && !/^(npm warn|code|errno|syscall|path|command)\b/.test(line));
  return lines[0]?.trim() ?? "";
}
