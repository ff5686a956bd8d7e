import { execFile } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
} from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { Emulator, Failure, HostFacts, IdMapper, Tool } from "../doctor/facts";
import { thisSystem } from "./advice";
import { makeEnvironment } from "./environment";
import { hostPlatform } from "./host";

/** How long one try may take, in milliseconds. */
const patience = 20_000;

/** What to look at besides the machine. */
export interface ProbeOptions {
  /** Buildah's path; looked for in PATH unless given. */
  readonly buildah?: string;
  /** Registries to ask over the network: `host` or `host:port`. None are asked unless named. */
  readonly registries: readonly string[];
}

/** Finds out what decides whether Buildah works on this machine. Changes nothing: what it tries it tries in a folder of its own. */
export async function probe({ buildah: path = "buildah", registries }: ProbeOptions): Promise<HostFacts> {
  const buildah = await findTool(path, /^buildah version (\S+)/);
  const podman = await findTool("podman", /^podman version (\S+)/);
  const status = readText("/proc/self/status") ?? "";
  const flagOf = (name: string) => new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(status)?.[1];
  const hasAdminRights = isAdmin(/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1]);
  const { username, uid } = userInfo();
  return {
    system: thisSystem(),
    platform: hostPlatform(),
    user: username,
    buildah,
    podman,
    hasAdminRights,
    namespace: hasAdminRights ? undefined : await tryNamespace(),
    maxUserNamespaces: readNumber("/proc/sys/user/max_user_namespaces"),
    unprivilegedClone: readSwitch("/proc/sys/kernel/unprivileged_userns_clone"),
    appArmorRestricts: readSwitch("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
    hasSeccompFilter: status === "" ? undefined : flagOf("Seccomp") === "2",
    hasNoNewPrivileges: status === "" ? undefined : flagOf("NoNewPrivs") === "1",
    subUids: countIds("/etc/subuid", username, uid),
    subGids: countIds("/etc/subgid", username, uid),
    newuidmap: await findMapper("newuidmap"),
    newgidmap: await findMapper("newgidmap"),
    hasFuse: existsSync("/dev/fuse"),
    drivers: buildah ? await tryDrivers(buildah.path) : new Map(),
    emulators: readEmulators(),
    storage: readStorage(hasAdminRights),
    registries: new Map(await Promise.all(registries.map(async (name) => [name, await askRegistry(name)] as const))),
  };
}

interface Output {
  readonly failure: Failure;
  readonly stdout: string;
}

/** Runs a program with what a build would see. */
function run(file: string, args: readonly string[]): Promise<Output> {
  return new Promise((resolve) => {
    const options = { env: makeEnvironment(process.env, {}), timeout: patience };
    execFile(file, args, options, (error, stdout, stderr) => {
      const said =
        stderr
          .trim()
          .split("\n")
          .findLast((line) => line !== "") ?? error?.message.split("\n")[0];
      resolve({ failure: error ? said : undefined, stdout });
    });
  });
}

async function findTool(name: string, pattern: RegExp): Promise<Tool | undefined> {
  const path = name.includes("/") ? name : findProgram(name);
  if (path === undefined) return undefined;
  const version = pattern.exec((await run(path, ["--version"])).stdout)?.[1];
  return version === undefined ? undefined : { path, version };
}

function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** CAP_SYS_ADMIN is capability 21 (capabilities(7)). */
function isAdmin(effective: string | undefined): boolean {
  return effective !== undefined && process.getuid?.() === 0 && (BigInt(`0x${effective}`) & (1n << 21n)) !== 0n;
}

async function tryNamespace(): Promise<HostFacts["namespace"]> {
  const unshare = findProgram("unshare");
  return unshare === undefined ? undefined : { failure: (await run(unshare, ["--user", "true"])).failure };
}

/** Lets Buildah open a new storage with each driver, in a folder that is removed again. */
async function tryDrivers(buildah: string): Promise<ReadonlyMap<string, Failure>> {
  const tries = new Map<string, Failure>();
  for (const driver of ["overlay", "vfs"]) {
    const folder = mkdtempSync(join(tmpdir(), "buildah-doctor-"));
    try {
      const store = ["--root", join(folder, "root"), "--runroot", join(folder, "run"), "--storage-driver", driver];
      tries.set(driver, (await run(buildah, [...store, "images"])).failure);
      // Overlay leaves its folder mounted in Buildah's own namespace or here.
      await run(buildah, [...store, "unshare", "true"]);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  return tries;
}

async function findMapper(name: string): Promise<IdMapper | undefined> {
  const path = findProgram(name);
  if (path === undefined) return undefined;
  const isSetuid = (statSync(path).mode & 0o4000) !== 0;
  const getcap = findProgram("getcap");
  if (isSetuid || getcap === undefined) return { path, hasRights: isSetuid || undefined };
  return { path, hasRights: (await run(getcap, [path])).stdout.includes("cap_set") };
}

/** Lines are `user:first:count`, the user by name or id (subuid(5)). */
function countIds(file: string, user: string, id: number): number | undefined {
  const lines = readText(file)?.split("\n");
  return lines?.reduce((sum, line) => {
    const [owner, , count] = line.split(":");
    return owner === user || owner === String(id) ? sum + (Number(count) || 0) : sum;
  }, 0);
}

/** QEMU's names of architectures where platforms have others. */
const emulated: Readonly<Record<string, string>> = {
  aarch64: "arm64",
  x86_64: "amd64",
  i386: "386",
  mips64el: "mips64le",
};

/** Entries of binfmt_misc: `enabled`, `interpreter /usr/bin/qemu-aarch64-static`, `flags: OCF` (kernel's binfmt-misc.rst). */
function readEmulators(): readonly Emulator[] | undefined {
  const folder = "/proc/sys/fs/binfmt_misc";
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return undefined;
  }
  if (!names.includes("status")) return undefined;
  return names.flatMap((name) => {
    const text = readText(join(folder, name)) ?? "";
    const machine = /^interpreter .*qemu-([\w]+?)(?:-static)?$/m.exec(text)?.[1];
    if (machine === undefined) return [];
    const isOpened = /^flags:.*F/m.test(text);
    return [{ architecture: emulated[machine] ?? machine, isEnabled: text.startsWith("enabled"), isOpened }];
  });
}

/** The folder is Buildah's own (containers-storage.conf(5)), or the nearest one above that is there. */
function readStorage(isRoot: boolean): HostFacts["storage"] {
  const data = process.env.XDG_DATA_HOME ?? join(homedir(), ".local", "share");
  let folder = isRoot ? "/var/lib/containers" : join(data, "containers");
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    const { bavail, bsize } = statfsSync(folder);
    return { folder, freeBytes: bavail * bsize };
  } catch {
    return undefined;
  }
}

/** A registry answers `/v2/` with 200 or, without a login, 401 (OCI distribution specification, "end-1"). */
async function askRegistry(name: string): Promise<Failure> {
  try {
    const { status } = await fetch(`https://${name}/v2/`, { signal: AbortSignal.timeout(patience) });
    return status === 200 || status === 401 ? undefined : `status ${status}`;
  } catch (error) {
    const { cause, message } = error as Error;
    return cause instanceof Error ? cause.message : message;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function readNumber(path: string): number | undefined {
  const text = readText(path);
  return text === undefined ? undefined : Number(text);
}

function readSwitch(path: string): boolean | undefined {
  const value = readNumber(path);
  return value === undefined ? undefined : value !== 0;
}
