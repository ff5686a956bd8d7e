// @ts-check
// Builds and packs the extension when that is due.
import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../setup/system.mjs";

const project = fileURLToPath(new URL("../../", import.meta.url));

/** What the built extension is made from. */
const sources = ["src", "scripts", "package.json", "package-lock.json"];

/** What is never packed. Of the rest all counts, for which of it is packed may change. */
const unpacked = /^(node_modules|out|src|test|scripts|artifacts|\.git|\.cache|.*\.vsix)$/;

/** @type {Promise<void> | undefined} */
let building;

/**
 * Builds `dist/` unless it is newer than all sources.
 * @param {{log?: (line: string) => void}} [options]
 * @throws {Error} with what the build printed
 */
export async function ensureBuilt({ log = () => {} } = {}) {
  building ??= (async () => {
    const result = path.join(project, "dist", "extension.js");
    if (existsSync(result) && (await newest(sources)) <= (await stat(result)).mtimeMs) return;
    log("Building the extension");
    await must(process.execPath, ["scripts/build.mjs"], "The build failed");
  })();
  return building;
}

/**
 * Packs the extension unless the packed file is newer than all that is in it.
 * @param {{log?: (line: string) => void}} [options]
 * @returns {Promise<string>} absolute path of the packed extension
 * @throws {Error} with what the packing printed
 */
export async function ensurePacked({ log = () => {} } = {}) {
  await ensureBuilt({ log });
  const vsix = path.join(project, "buildah-pipelines.vsix");
  const packed = (await readdir(project)).filter((name) => !unpacked.test(name));
  if (existsSync(vsix) && (await newest(packed)) <= (await stat(vsix)).mtimeMs) return vsix;
  log("Packing the extension");
  const vsce = path.join(project, "node_modules", "@vscode", "vsce", "vsce");
  await must(process.execPath, [vsce, "package", "--no-dependencies", "--out", vsix], "Packing failed");
  return vsix;
}

/**
 * The latest change to any of these files and folders, in milliseconds.
 * @param {string[]} names
 */
async function newest(names) {
  let latest = 0;
  for (const name of names) {
    const top = path.join(project, name);
    if (!existsSync(top)) continue;
    const inside = (await stat(top)).isDirectory() ? await readdir(top, { recursive: true }) : [];
    for (const file of [top, ...inside.map((entry) => path.join(top, entry))]) {
      latest = Math.max(latest, (await stat(file)).mtimeMs);
    }
  }
  return latest;
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} failure
 */
async function must(program, args, failure) {
  const { code, stdout, stderr } = await runCommand(program, args, { cwd: project });
  if (code !== 0) throw new Error(`${failure}:\n${(stdout + stderr).trim()}`);
}
