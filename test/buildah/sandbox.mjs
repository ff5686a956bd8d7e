// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { constants } from "node:os";
import { endProcesses } from "./processes.mjs";
import { mapUsers } from "./users.mjs";

/**
 * How to get into a sandbox on this machine; `startEmulation` finds out.
 * @typedef {object} Entry
 * @property {string} [qemu] emulator to register for arm64 programs, inside a user namespace of its own
 * @property {string} [staticShell] a static busybox, to get out of a chroot
 */

/**
 * @typedef {object} SandboxRequest
 * @property {string} program
 * @property {string[]} args
 * @property {string} cwd
 * @property {Record<string, string>} env the whole environment
 * @property {string} folder the processes that were started here are recognised by this folder in their environment
 * @property {Entry} [entry] plain unless given
 * @property {string[]} [covers] folders that the program shall find empty, with what it writes there lost
 * @property {number} timeoutSeconds
 */

/**
 * @typedef {object} SandboxResult
 * @property {number} code exit code; 128 plus the signal's number when a signal ended it
 * @property {string} stdout
 * @property {string} stderr
 * @property {string} output both, in the order in which they came
 * @property {boolean} isTimedOut
 * @property {number} seconds
 */

/**
 * What binfmt_misc recognises: ELF, 64 bits, little endian, an executable or a shared object, machine 0xb7 = 183 =
 * EM_AARCH64 (from QEMU's scripts/qemu-binfmt-conf.sh). The kernel itself reads the backslashes.
 */
const ARM64_MAGIC = String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`;
const ARM64_MASK = String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`;

/**
 * In a chroot neither user namespaces (unshare(2)) nor Buildah's own mounts are allowed, because its root is not the
 * root of the mounts. So this gets mounts of its own, whose real root is entered by joining them once more (setns(2)),
 * and makes the chroot's folder, still the working directory, their root. The host's programs are in sight in between,
 * hence the static shell.
 * @param {string} staticShell
 */
function leaveChroot(staticShell) {
  return [
    ...["unshare", "--mount", "--propagation", "unchanged"],
    ...["nsenter", "--mount=/proc/self/ns/mnt", "--wd=/", `.${staticShell}`, "sh", "-ec", MAKE_ROOT],
  ];
}

/** The second mount of a folder on itself is a mount point, as pivot_root(2) needs; its last part explains ". .". */
const MAKE_ROOT = `
mount -o make-rprivate /
mount -o rbind . .
cd "$(pwd)"
pivot_root . .
umount -l .
cd "$0"
exec "$@"`;

/** Says that the namespaces exist, waits for the word to go on, and starts anew to get the rights of the mapped root. */
const AWAIT_WORD = 'echo ready >&3; read -r _ <&3; exec 3>&-; exec sh -ec "$0" sh "$@"';

/**
 * Sets `place` to where it mounted binfmt_misc. While its module is not loaded, its usual place does not exist, and the
 * mount loads it.
 */
export const MOUNT_BINFMT_MISC = `
place=/proc/sys/fs/binfmt_misc
[ -d "$place" ] || place=/proc/sys/fs
mount -t binfmt_misc binfmt_misc "$place"`;

/** Covers folders, registers the emulator if there is a rule for it, and becomes the program. */
const ENTER = `
rule=$1 covers=$2; shift 2
while [ "$covers" -gt 0 ]; do mount -t tmpfs tmpfs "$1"; shift; covers=$((covers - 1)); done
if [ -n "$rule" ]; then
  ${MOUNT_BINFMT_MISC}
  printf %s "$rule" > "$place/register"
fi
exec "$@"`;

/**
 * A line for /proc/sys/fs/binfmt_misc/register (Documentation/admin-guide/binfmt-misc.rst of Linux). The flags: P
 * keeps argv[0], without which busybox takes itself for another of its commands; O hands the opened program to the
 * emulator, C keeps the program's rights, F opens the emulator now, so that it also works in a container that cannot
 * see it.
 * @param {string} name
 * @param {string} qemu
 */
export function binfmtRule(name, qemu) {
  return `:${name}:M::${ARM64_MAGIC}:${ARM64_MASK}:${qemu}:POCF`;
}

/**
 * Runs a program with mounts of its own (and, for emulation or without root's rights, users of its own); waits for its
 * end and then ends whatever it left running. The mounts go with the last process.
 * @param {SandboxRequest} request
 * @returns {Promise<SandboxResult>}
 */
export async function runSandboxed(request) {
  const started = performance.now();
  const { folder, covers = [], entry = {} } = request;
  const { qemu, staticShell } = entry;
  const needsUsers = qemu !== undefined || process.getuid?.() !== 0;
  const rule = qemu === undefined ? "" : binfmtRule("qemu-aarch64", qemu);
  const parameters = [rule, String(covers.length), ...covers, request.program, ...request.args];
  const namespaces = needsUsers ? ["--mount", "--user"] : ["--mount"];
  const unshare = ["unshare", ...namespaces, "sh", "-c", AWAIT_WORD, ENTER, ...parameters];
  const outer = staticShell === undefined ? [] : [...leaveChroot(staticShell), request.cwd];
  const [program = "", ...args] = [...outer, ...unshare];
  const child = spawn(program, args, {
    cwd: request.cwd,
    env: request.env,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const result = { code: 0, stdout: "", stderr: "", output: "", isTimedOut: false, seconds: 0 };
  const exited = once(child, "exit");
  const closed = once(child, "close");
  /** @param {"stdout" | "stderr"} name */
  const collect = (name) => (/** @type {string} */ text) => {
    result[name] += text;
    result.output += text;
  };
  child.stdout?.setEncoding("utf8").on("data", collect("stdout"));
  child.stderr?.setEncoding("utf8").on("data", collect("stderr"));
  const timer = setTimeout(() => {
    result.isTimedOut = true;
    child.kill("SIGKILL");
  }, request.timeoutSeconds * 1000);
  const admitted = admit(child, needsUsers).catch((error) => {
    collect("stderr")(`${error.message}\n`);
    child.kill("SIGKILL");
    return undefined;
  });
  const mounts = await Promise.race([admitted, exited.then(() => undefined)]);
  const [code, signal] = await exited;
  clearTimeout(timer);
  await endProcesses(folder, mounts?.identity);
  await mounts?.release();
  await closed;
  result.code = code ?? 128 + constants.signals[/** @type {NodeJS.Signals} */ (signal)];
  result.seconds = (performance.now() - started) / 1000;
  return result;
}

/**
 * Waits until the child is in its namespaces, gives it its users, and lets it go on.
 * @param {import("node:child_process").ChildProcess} child
 * @param {boolean} needsUsers
 * @returns {Promise<{identity: string, release: () => Promise<void>}>} its mount namespace
 */
async function admit(child, needsUsers) {
  const channel = /** @type {import("node:net").Socket} */ (child.stdio[3]);
  await once(channel, "data");
  if (needsUsers) await mapUsers(/** @type {number} */ (child.pid));
  // While this is open, the kernel does not give the same identity to the namespace of another job.
  const handle = await open(`/proc/${child.pid}/ns/mnt`);
  const { ino } = await handle.stat();
  channel.end("go\n");
  return { identity: `mnt:[${ino}]`, release: () => handle.close() };
}
