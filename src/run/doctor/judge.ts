import { adviseFor, installCommand } from "../executor/advice";
import type { Check } from "./check";
import type { HostFacts } from "./facts";

/** Below this many free bytes a build of one usual base image fails or nearly so. */
const littleSpace = 2e9;
const enoughSpace = 10e9;

/** As many ids as images usually need (useradd(8), SUB_UID_COUNT). */
const usualIds = 65_536;

/**
 * Says what works on a machine, what does not, and what to do about it there.
 * @param platforms for which builds are wanted, in normal form
 */
export function judge(facts: HostFacts, platforms: readonly string[]): readonly Check[] {
  if (facts.system.platform !== "linux")
    return [{ id: "engine", state: "failure", message: "Buildah runs on Linux only", fix: adviseFor(facts.system) }];
  return [
    judgeEngine(facts),
    ...judgeNamespaces(facts),
    ...judgeDrivers(facts),
    ...platforms.flatMap((platform) => judgePlatform(facts, platform)),
    ...judgeSpace(facts),
    ...[...facts.registries].map(([registry, failure]) => judgeRegistry(registry, failure)),
  ];
}

function judgeEngine({ buildah, podman, system }: HostFacts): Check {
  if (buildah) return { id: "engine", state: "ok", message: `Buildah ${buildah.version} (${buildah.path})` };
  if (podman)
    return {
      id: "engine",
      state: "warning",
      message: `Podman ${podman.version} (${podman.path}) is here, Buildah is not: podman build runs the same builds`,
      fix: adviseFor(system),
    };
  return { id: "engine", state: "failure", message: "neither Buildah nor Podman is here", fix: adviseFor(system) };
}

function judgeNamespaces(facts: HostFacts): readonly Check[] {
  if (facts.hasAdminRights)
    return [
      { id: "user-namespaces", state: "ok", message: "user namespaces are not needed: this user may do everything" },
    ];
  return [judgeNamespace(facts), judgeIds(facts), judgeMappers(facts)];
}

function judgeNamespace(facts: HostFacts): Check {
  const id = "user-namespaces";
  const { namespace } = facts;
  if (!namespace) return { id, state: "unknown", message: "user namespaces could not be tried" };
  if (namespace.failure === undefined) return { id, state: "ok", message: "user namespaces can be made" };
  return {
    id,
    state: "failure",
    message: `no user namespace can be made (${namespace.failure}): Buildah ends with “Error during unshare”`,
    fix: allowNamespaces(facts),
  };
}

/** The first of the limits that stands in the way. */
function allowNamespaces(facts: HostFacts): string {
  if (facts.maxUserNamespaces === 0) return "`sysctl -w user.max_user_namespaces=15000`";
  if (facts.unprivilegedClone === false) return "`sysctl -w kernel.unprivileged_userns_clone=1`";
  if (facts.appArmorRestricts)
    return "`sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`, or an AppArmor profile for buildah";
  if (facts.hasSeccompFilter)
    return 'a seccomp filter denies them: start this container with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined` (a runner: `security_opt = ["seccomp:unconfined", "apparmor:unconfined"]`)';
  return "run as root, or ask the administrator of this machine";
}

function judgeIds({ user, subUids, subGids }: HostFacts): Check {
  const id = "sub-ids";
  const fix = `\`usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${user}\``;
  const count = Math.min(subUids ?? 0, subGids ?? 0);
  if (count === 0) {
    const message = `${user} has no range of ids in /etc/subuid and /etc/subgid: files of other owners cannot be unpacked`;
    return { id, state: "failure", message, fix };
  }
  if (count < usualIds) {
    const message = `${user} has ${count} ids, and images may use up to ${usualIds}`;
    return { id, state: "warning", message, fix };
  }
  return { id, state: "ok", message: `${user} has ${count} ids for the files of images` };
}

function judgeMappers(facts: HostFacts): Check {
  const id = "newuidmap";
  const { newuidmap, newgidmap, hasNoNewPrivileges, system } = facts;
  if (!newuidmap || !newgidmap) {
    const fix = installCommand(system, { debian: "uidmap", default: "shadow-utils" });
    return { id, state: "failure", message: "newuidmap and newgidmap are not here", fix };
  }
  const weak = [newuidmap, newgidmap].find(({ hasRights }) => hasRights === false);
  if (weak)
    return {
      id,
      state: "failure",
      message: `${weak.path} has neither a setuid bit nor file capabilities`,
      fix: `\`chmod u+s ${newuidmap.path} ${newgidmap.path}\``,
    };
  if (hasNoNewPrivileges)
    return {
      id,
      state: "failure",
      message: "this process may gain no new privileges, so newuidmap cannot do its work",
      fix: "start the container without no-new-privileges",
    };
  return { id, state: "ok", message: "newuidmap and newgidmap work" };
}

function judgeDrivers({ drivers, hasFuse }: HostFacts): readonly Check[] {
  if (drivers.size === 0) return [];
  const works = (name: string) => drivers.has(name) && drivers.get(name) === undefined;
  if (works("overlay")) return [{ id: "storage-driver", state: "ok", message: "the storage driver overlay works" }];
  const reason = drivers.get("overlay");
  const fuse = hasFuse
    ? "install fuse-overlayfs and name it as mount_program in storage.conf"
    : "give this container /dev/fuse";
  if (works("vfs"))
    return [
      {
        id: "storage-driver",
        state: "warning",
        message: `only the storage driver vfs works, which copies the whole image for each instruction${reason ? ` (overlay: ${reason})` : ""}`,
        fix: `set STORAGE_DRIVER=vfs; or, for overlay, ${fuse}`,
      },
    ];
  return [
    {
      id: "storage-driver",
      state: "failure",
      message: `no storage driver works (${[...drivers].map(([name, failure]) => `${name}: ${failure}`).join("; ")})`,
    },
  ];
}

/** The names that binfmt_misc has for architectures that another one of the family runs. */
const family: Readonly<Record<string, readonly string[]>> = { amd64: ["386"], arm64: ["arm"] };

function judgePlatform({ platform, emulators, system }: HostFacts, wanted: string): readonly Check[] {
  const id = `platform:${wanted}`;
  const architecture = wanted.split("/")[1]!;
  const own = platform.split("/")[1]!;
  if (architecture === own || family[own]?.includes(architecture))
    return [{ id, state: "ok", message: `${wanted} is built natively` }];
  if (!emulators)
    return [{ id, state: "unknown", message: `${wanted}: the kernel's list of emulators cannot be read` }];
  const emulator = emulators.find((each) => each.architecture === architecture);
  const install = installCommand(system, { debian: "qemu-user-static", default: "qemu-user-static" });
  const fix = `${install}; or, where containers run, \`podman run --privileged --rm docker.io/tonistiigi/binfmt --install ${architecture}\``;
  if (!emulator?.isEnabled)
    return [
      {
        id,
        state: "warning",
        message: `${wanted} has no emulator here: RUN instructions of it end with “exec format error”`,
        fix,
      },
    ];
  if (!emulator.isOpened)
    return [
      {
        id,
        state: "warning",
        message: `${wanted} has an emulator that works outside of containers only (flag F is missing)`,
        fix,
      },
    ];
  return [{ id, state: "ok", message: `${wanted} is emulated` }];
}

function judgeSpace({ storage }: HostFacts): readonly Check[] {
  if (!storage) return [];
  const { folder, freeBytes } = storage;
  const message = `${(freeBytes / 1e9).toFixed(1)} GB are free at ${folder}`;
  if (freeBytes >= enoughSpace) return [{ id: "disk", state: "ok", message }];
  const fix = "`buildah rmi --prune`, or put the storage elsewhere (graphroot in storage.conf)";
  return [{ id: "disk", state: freeBytes < littleSpace ? "failure" : "warning", message: `only ${message}`, fix }];
}

function judgeRegistry(registry: string, failure: string | undefined): Check {
  const id = `registry:${registry}`;
  if (failure === undefined) return { id, state: "ok", message: `${registry} answers` };
  return {
    id,
    state: "failure",
    message: `${registry} does not answer as a registry (${failure})`,
    fix: "look at the name, the proxy (HTTPS_PROXY), the certificate, and whether it speaks HTTPS",
  };
}
