// @ts-check
import { readdir, readFile, readlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Ends every process that is in these mounts or has the folder in its environment, its root or its working directory:
 * so also one that left the process group, and one in a container, which has other mounts and another environment.
 * @param {string} folder
 * @param {string} [mounts] identity of a mount namespace
 * @throws {Error} when one does not end within 10 seconds
 */
export async function endProcesses(folder, mounts) {
  const end = performance.now() + 10_000;
  for (;;) {
    const found = await findProcesses(folder, mounts);
    if (found.length === 0) return;
    if (performance.now() > end) throw new Error(`These processes do not end: ${found.join(", ")}`);
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended by itself.
      }
    }
    await sleep(10);
  }
}

/**
 * @param {string} folder
 * @param {string} [mounts]
 * @returns {Promise<number[]>} process ids
 */
export async function findProcesses(folder, mounts) {
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const hits = await Promise.all(names.map((name) => belongsTo(`/proc/${name}`, folder, mounts)));
  return names.filter((_, index) => hits[index]).map(Number);
}

/**
 * @param {string} processFolder
 * @param {string} folder
 * @param {string} [mounts]
 */
async function belongsTo(processFolder, folder, mounts) {
  // A process of somebody else cannot be read, and one that just ended has nothing to read.
  const [ownMounts, root, cwd, environment] = await Promise.all([
    readlink(`${processFolder}/ns/mnt`).catch(() => ""),
    readlink(`${processFolder}/root`).catch(() => ""),
    readlink(`${processFolder}/cwd`).catch(() => ""),
    readFile(`${processFolder}/environ`, "latin1").catch(() => ""),
  ]);
  const isInside = (/** @type {string} */ path) => path === folder || path.startsWith(`${folder}/`);
  // A process that has ended but was not yet waited for has no mounts.
  if (ownMounts === "") return false;
  return ownMounts === mounts || isInside(root) || isInside(cwd) || environment.includes(folder);
}
