// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { release, tmpdir } from "node:os";
import { join } from "node:path";
import { binfmtRule, MOUNT_BINFMT_MISC, runSandboxed } from "./sandbox.mjs";

/** @typedef {import("../setup/buildah.mjs").BuildahTools} BuildahTools */
/** @typedef {import("./sandbox.mjs").Entry} Entry */

/**
 * How programs run in a sandbox on this machine, and whether those for arm64 do.
 * @typedef {object} Emulation
 * @property {boolean} isAvailable whether programs for arm64 run
 * @property {string} reason why not; empty when they run
 * @property {Entry} entry
 * @property {() => Promise<void>} stop
 */

/**
 * Finds the least intrusive way to run programs for arm64: the machine does it already; or inside a user namespace,
 * which has a binfmt_misc of its own since Linux 6.7; or, as root, registered for the whole machine until `stop`.
 * @param {BuildahTools} tools
 * @returns {Promise<Emulation>}
 * @throws {SandboxUnavailable} when not even this machine's own programs run in a sandbox
 */
export async function startEmulation(tools) {
  const folder = await mkdtemp(join(tmpdir(), "buildah-testbed-"));
  try {
    return await findEmulation(tools, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Says in one sentence why nothing can run here as Buildah needs it. */
export class SandboxUnavailable extends Error {}

/**
 * @param {BuildahTools} tools
 * @param {string} folder
 * @returns {Promise<Emulation>}
 */
async function findEmulation({ busybox, qemu }, folder) {
  const plain = {};
  const outOfChroot = { staticShell: busybox.amd64 };
  const native = [plain, outOfChroot];
  const inside = [{ qemu }, { ...outOfChroot, qemu }];

  const already = await findEntry(busybox.arm64, folder, [plain, ...inside]);
  if (already.entry) return { isAvailable: true, reason: "", entry: already.entry, stop: async () => {} };

  const registration = await registerForAll(qemu);
  const registered = await findEntry(busybox.arm64, folder, native);
  if (registered.entry) return { isAvailable: true, reason: "", entry: registered.entry, stop: registration.stop };
  await registration.stop();

  const { entry, reasons } = await findEntry(busybox.amd64, folder, native);
  if (!entry) throw new SandboxUnavailable(`Programs cannot have mounts of their own here (${reasons.join("; ")}).`);
  const details = [...new Set([...already.reasons, registration.reason || registered.reasons[0]])].join("; ");
  return {
    isAvailable: false,
    reason: `Programs for arm64 do not run here, Linux ${release()} (${details}).`,
    entry,
    stop: async () => {},
  };
}

/**
 * @param {string} busybox
 * @param {string} folder an existing one
 * @param {Entry[]} candidates
 * @returns {Promise<{entry: Entry | undefined, reasons: string[]}>} the first with which the program runs, and why
 *   those before do not do
 */
async function findEntry(busybox, folder, candidates) {
  const reasons = [];
  for (const entry of candidates) {
    const env = { PATH: process.env.PATH ?? "" };
    const request = { program: busybox, args: ["true"], cwd: folder, env, folder, entry, timeoutSeconds: 10 };
    const { code, stderr } = await runSandboxed(request);
    if (code === 0) return { entry, reasons };
    reasons.push(lastLine(stderr) || `exit code ${code}`);
  }
  return { entry: undefined, reasons };
}

/**
 * Registers through a mount of its own and waits. It must keep the mount, because since Linux 6.7 the registrations go
 * with the last mount, and take the registration back by itself, because before they stay. Its input ends with the
 * process that started it, however that ends.
 */
const REGISTER = `
${MOUNT_BINFMT_MISC}
printf %s "$1" > "$place/register"
echo ready
read -r _ || true
echo -1 > "$place/$2"`;

/**
 * @param {string} qemu
 * @returns {Promise<{reason: string, stop: () => Promise<void>}>} reason is empty when it worked
 */
async function registerForAll(qemu) {
  if (process.getuid?.() !== 0) return { reason: "only root can register for all", stop: async () => {} };
  const name = `buildah-pipelines-${process.pid}`;
  const args = ["--mount", "sh", "-ec", REGISTER, "sh", binfmtRule(name, qemu), name];
  const child = spawn("unshare", args, { stdio: ["pipe", "pipe", "pipe"] });
  const exited = once(child, "exit");
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    complaint += text;
  });
  await Promise.race([once(child.stdout, "data"), exited]);
  const stop = async () => {
    child.stdin.end();
    await exited;
  };
  return { reason: child.exitCode === null ? "" : lastLine(complaint) || `exit code ${child.exitCode}`, stop };
}

/** @param {string} text */
function lastLine(text) {
  return text.trim().split("\n").at(-1) ?? "";
}
