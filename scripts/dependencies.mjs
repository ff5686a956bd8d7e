// @ts-check
// What must be there before anything else of the project can run. Only Node.js itself may be imported here.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { npmReason, runCommand } from "../test/setup/system.mjs";

const project = fileURLToPath(new URL("../", import.meta.url));

/** @throws {Error} when Node.js is older than the project's tools want */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`This needs Node.js 20.19 or newer; ${process.versions.node} is installed.`);
  }
}

/**
 * Runs `npm ci` when node_modules is missing or not what the lock file says.
 * @param {(line: string) => void} log
 */
export async function installDependencies(log) {
  if (await hasDependencies()) return;
  log("Installing the project's npm packages");
  const result = await runCommand("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: project });
  if (result.code !== 0)
    throw new Error(`npm could not install the project's packages: ${npmReason(result.stderr || result.stdout)}`);
}

/** Whether each package of the lock file is installed in its version. Optional ones depend on the machine. */
async function hasDependencies() {
  const wanted = await readPackages(path.join(project, "package-lock.json"));
  const installed = await readPackages(path.join(project, "node_modules", ".package-lock.json"));
  return Object.entries(wanted).every(
    ([name, { version, optional }]) => name === "" || optional || installed[name]?.version === version,
  );
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, {version?: string, optional?: boolean}>>}
 */
async function readPackages(file) {
  const text = await readFile(file, "utf8").catch(() => "{}");
  return JSON.parse(text).packages ?? {};
}
