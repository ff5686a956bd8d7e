// @ts-check
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { downloadPackages, unpackPackage } from "../buildah/debian-packages.mjs";
import { lock } from "../buildah/lock.mjs";
import { ensurePackages, runCommand } from "./system.mjs";

/**
 * The real programs that tests run.
 * @typedef {object} BuildahTools
 * @property {string} version Buildah's own version, such as "1.39.3"
 * @property {string} buildah
 * @property {string} skopeo
 * @property {string} podman
 * @property {string} registry the distribution registry, `docker-registry`
 * @property {string} htpasswd
 * @property {string} qemu statically linked emulator for arm64 programs
 * @property {{amd64: string, arm64: string}} busybox statically linked, the content of base images
 * @property {string} helpers folder for `helper_binaries_dir` in containers.conf
 * @property {string} bin folder to put first on PATH
 */

const cacheFolder = fileURLToPath(new URL("../../.cache/buildah", import.meta.url));

/**
 * Debian 13 has Buildah 1.39, which runs the pipeline of GitLab's page as written; Debian 12 has 1.28, which does not
 * (its `manifest push` requires a destination). The libraries are those that the programs are linked with, so that
 * nothing of the machine's own, older C library is used.
 */
const TRIXIE_PACKAGES = [
  ["buildah", "skopeo", "podman", "docker-registry", "netavark", "apache2-utils"],
  // Podman does not start without these two, though it only builds here.
  ["conmon", "crun"],
  ["libc6", "libgcc-s1", "libgpgme11t64", "libassuan9", "libgpg-error0", "libseccomp2", "libsqlite3-0", "libsubid5"],
  ["libselinux1", "libsemanage2", "libsepol2", "libbz2-1.0", "libaudit1", "libcap-ng0", "libpcre2-8-0", "libbsd0"],
  ["libglib2.0-0t64", "libsystemd0", "libgcrypt20", "liblzma5", "liblz4-1", "libcap2", "libzstd1", "libyajl2"],
  ["libmd0", "libacl1", "libattr1", "libpam0g", "libcrypt1", "libapr1t64", "libaprutil1t64", "libexpat1", "libuuid1"],
].flat();

/** Debian 12's patchelf, because Debian 13's (0.18) writes a Buildah that crashes; its qemu is linked statically. */
const BOOKWORM_PACKAGES = ["patchelf", "qemu-user-static", "busybox-static", "busybox-static:arm64"];

/** Where the programs are in the packages, by the name they get here. */
const PROGRAMS = {
  buildah: "usr/bin/buildah",
  skopeo: "usr/bin/skopeo",
  podman: "usr/bin/podman",
  conmon: "usr/bin/conmon",
  crun: "usr/bin/crun",
  "docker-registry": "usr/bin/docker-registry",
  htpasswd: "usr/bin/htpasswd",
};
const NETAVARK = "usr/lib/podman/netavark";
const LIBRARIES = "usr/lib/x86_64-linux-gnu";
const LOADER = "ld-linux-x86-64.so.2";

/**
 * Changes with what decides what the folder holds, so that an old folder is never taken for a new one. The number is
 * to be raised when only the code below changes.
 */
const RECIPE = createHash("sha256")
  .update(JSON.stringify([2, TRIXIE_PACKAGES, BOOKWORM_PACKAGES, PROGRAMS]))
  .digest("hex")
  .slice(0, 12);

/**
 * Buildah 1.39 with Podman 5.4, skopeo, a registry and emulation for arm64, unpacked into the project's cache folder;
 * nothing is installed in the system. The first call takes about 20 seconds and 155 MB of Debian packages, the next ones
 * no time.
 * @param {{log?: (line: string) => void}} [options]
 * @returns {Promise<BuildahTools>}
 * @throws {Error} one sentence that says why it cannot be set up here
 */
export async function setUpBuildah({ log = () => {} } = {}) {
  const folder = join(cacheFolder, RECIPE);
  const ready = await readStamp(folder);
  if (ready) return toolsIn(folder, ready);

  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      `Buildah cannot be set up here: it needs Linux on amd64, this is ${process.platform} ${process.arch}.`,
    );
  }
  await mkdir(cacheFolder, { recursive: true });
  const unlock = await lock(folder);
  try {
    // Somebody else may have done it in the meantime.
    const version = (await readStamp(folder)) ?? (await redo(folder, log));
    return toolsIn(folder, version);
  } catch (error) {
    throw new Error(`Buildah cannot be set up here: ${messageOf(error)}`);
  } finally {
    unlock();
  }
}

/**
 * @param {string} folder
 * @param {(line: string) => void} log
 * @returns {Promise<string>} Buildah's version
 */
async function redo(folder, log) {
  log("Setting up Buildah 1.39 in .cache/buildah (about 155 MB of Debian packages, only once)");
  // Without a stamp it is what an interrupted set-up left.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  await fill(folder, log);
  const version = await checkPrograms(folder);
  await writeFile(stampOf(folder), JSON.stringify({ folder, version }));
  return version;
}

/**
 * Debian 12's own Buildah 1.28, installed in the system, beside the other programs of `setUpBuildah`.
 * @param {{log?: (line: string) => void}} [options]
 * @returns {Promise<BuildahTools>}
 * @throws {Error} one sentence that says why it cannot be set up here
 */
export async function setUpSystemBuildah({ log = () => {} } = {}) {
  const tools = await setUpBuildah({ log });
  await ensurePackages(["buildah"], { log });
  return { ...tools, version: await versionOf("/usr/bin/buildah"), buildah: "/usr/bin/buildah", bin: "/usr/bin" };
}

/**
 * @param {string} folder
 * @param {string} version
 * @returns {BuildahTools}
 */
function toolsIn(folder, version) {
  const bin = join(folder, "bin");
  return {
    version,
    buildah: join(bin, "buildah"),
    skopeo: join(bin, "skopeo"),
    podman: join(bin, "podman"),
    registry: join(bin, "docker-registry"),
    htpasswd: join(bin, "htpasswd"),
    qemu: join(folder, "qemu-aarch64-static"),
    busybox: { amd64: join(folder, "busybox-amd64"), arm64: join(folder, "busybox-arm64") },
    helpers: join(folder, "helpers"),
    bin,
  };
}

/** @param {string} folder */
function stampOf(folder) {
  return join(folder, "ready.json");
}

/**
 * @param {string} folder
 * @returns {Promise<string | undefined>} Buildah's version when the folder is complete
 */
async function readStamp(folder) {
  try {
    const stamp = JSON.parse(await readFile(stampOf(folder), "utf8"));
    // The programs hold the absolute path of their loader, so a project folder that was moved is set up again.
    return stamp.folder === folder ? stamp.version : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} folder an empty one
 * @param {(line: string) => void} log
 */
async function fill(folder, log) {
  const work = join(folder, "work");
  const downloads = await downloadPackages({
    folder: join(work, "apt"),
    suites: [
      { suite: "trixie", names: TRIXIE_PACKAGES, architectures: ["amd64"] },
      { suite: "bookworm", names: BOOKWORM_PACKAGES, architectures: ["amd64", "arm64"] },
    ],
    log,
  });
  log("Unpacking");
  await Promise.all([unpackTrixie(folder, work, downloads), unpackBookworm(folder, work, downloads)]);
  const programs = [...Object.keys(PROGRAMS).map((name) => join("bin", name)), join("helpers", "netavark")];
  for (const program of programs) await usePackedLibraries(join(work, "patchelf"), join(folder, program), folder);
  await rm(work, { recursive: true });
}

/**
 * @param {string} folder
 * @param {string} work
 * @param {Map<string, string>} downloads
 */
async function unpackTrixie(folder, work, downloads) {
  const root = join(work, "root");
  await mkdir(root);
  for (const name of TRIXIE_PACKAGES) await unpackPackage(fileOf(downloads, name), root);
  for (const name of ["bin", "helpers"]) await mkdir(join(folder, name));
  for (const [name, path] of Object.entries(PROGRAMS)) await rename(join(root, path), join(folder, "bin", name));
  await rename(join(root, NETAVARK), join(folder, "helpers", "netavark"));
  await rename(join(root, LIBRARIES), join(folder, "lib"));
}

/**
 * @param {string} folder
 * @param {string} work
 * @param {Map<string, string>} downloads
 */
async function unpackBookworm(folder, work, downloads) {
  /** @type {[name: string, path: string, target: string][]} */
  const wanted = [
    ["patchelf", "usr/bin/patchelf", join(work, "patchelf")],
    ["busybox-static", "bin/busybox", join(folder, "busybox-amd64")],
    ["busybox-static:arm64", "bin/busybox", join(folder, "busybox-arm64")],
    ["qemu-user-static", "usr/bin/qemu-aarch64-static", join(folder, "qemu-aarch64-static")],
  ];
  for (const [name, path, target] of wanted) {
    const root = join(work, `root-of-${name}`);
    await mkdir(root);
    await unpackPackage(fileOf(downloads, name), root, path);
    await rename(join(root, path), target);
  }
}

/**
 * @param {Map<string, string>} downloads
 * @param {string} name
 */
function fileOf(downloads, name) {
  const file = downloads.get(name);
  if (!file) throw new Error(`the package ${name} was not downloaded.`);
  return file;
}

/**
 * Makes a program use the unpacked loader and libraries. An rpath, not a runpath, because it must count for the
 * libraries of the libraries too; absolute, because Buildah starts itself again from a copy in memory, which has no
 * folder; no wrapper, because it starts itself through /proc/self/exe.
 * @param {string} patchelf
 * @param {string} program
 * @param {string} folder
 */
async function usePackedLibraries(patchelf, program, folder) {
  const libraries = join(folder, "lib");
  const loader = join(libraries, LOADER);
  const args = ["--set-interpreter", loader, "--force-rpath", "--set-rpath", libraries, program];
  const { code, stderr } = await runCommand(patchelf, args);
  if (code !== 0) throw new Error(`patchelf failed on ${basename(program)} (${stderr.trim()}).`);
}

/** @param {string} folder */
async function checkPrograms(folder) {
  const tools = toolsIn(folder, "");
  /** @type {[program: string, ...args: string[]][]} */
  const runs = [
    [tools.skopeo, "--version"],
    [tools.podman, "--version"],
    [join(tools.bin, "conmon"), "--version"],
    [join(tools.bin, "crun"), "--version"],
    [tools.registry, "--version"],
    [tools.busybox.amd64, "true"],
    [tools.qemu, tools.busybox.arm64, "true"],
  ];
  for (const [program, ...args] of runs) {
    const { code, stderr } = await runCommand(program, args);
    if (code !== 0) throw new Error(`${basename(program)} does not run (${stderr.trim()}).`);
  }
  return await versionOf(tools.buildah);
}

/** @param {string} buildah */
async function versionOf(buildah) {
  const { stdout, stderr } = await runCommand(buildah, ["--version"]);
  const version = /^buildah version ([0-9.]+)/.exec(stdout)?.[1];
  if (!version) throw new Error(`${buildah} does not run (${stderr.trim()}).`);
  return version;
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
