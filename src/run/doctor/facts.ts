import type { System } from "../executor/advice";

/** A program that answers. */
export interface Tool {
  readonly path: string;
  /** As it says it: `1.39.3`. */
  readonly version: string;
}

/** How a try went: undefined for success, else what it printed in one line. */
export type Failure = string | undefined;

/** newuidmap or newgidmap. */
export interface IdMapper {
  readonly path: string;
  /** True when it has a setuid bit or file capabilities; undefined when that cannot be told. */
  readonly hasRights: boolean | undefined;
}

/** An emulator that the kernel starts for programs of another architecture (binfmt_misc(5)). */
export interface Emulator {
  /** As platforms name it: `arm64`. */
  readonly architecture: string;
  /** False when it is registered but turned off. */
  readonly isEnabled: boolean;
  /** True with the flag F: the kernel has opened the program, so it works in containers and other roots too. */
  readonly isOpened: boolean;
}

/** What decides whether Buildah works on a machine. What could not be found out is undefined. */
export interface HostFacts {
  readonly system: System;
  /** In normal form: `linux/amd64`. */
  readonly platform: string;
  readonly user: string;
  readonly buildah: Tool | undefined;
  readonly podman: Tool | undefined;
  /** True when this process may administer the machine or its container: it needs no user namespace. */
  readonly hasAdminRights: boolean;
  /** Whether a new user namespace can be made; undefined when that was not tried. */
  readonly namespace: { readonly failure: Failure } | undefined;
  /** `user.max_user_namespaces`. */
  readonly maxUserNamespaces: number | undefined;
  /** `kernel.unprivileged_userns_clone`, which Debian's kernels have. */
  readonly unprivilegedClone: boolean | undefined;
  /** `kernel.apparmor_restrict_unprivileged_userns`, which Ubuntu's kernels have. */
  readonly appArmorRestricts: boolean | undefined;
  /** True when a seccomp filter is on this process, as in Docker's containers. */
  readonly hasSeccompFilter: boolean | undefined;
  readonly hasNoNewPrivileges: boolean | undefined;
  /** How many ids the user has in /etc/subuid and /etc/subgid; undefined where there is no such file. */
  readonly subUids: number | undefined;
  readonly subGids: number | undefined;
  readonly newuidmap: IdMapper | undefined;
  readonly newgidmap: IdMapper | undefined;
  readonly hasFuse: boolean;
  /** The storage drivers that were tried. */
  readonly drivers: ReadonlyMap<string, Failure>;
  /** Undefined where the kernel's list cannot be read. */
  readonly emulators: readonly Emulator[] | undefined;
  /** Where images are kept, and the bytes that are free there. */
  readonly storage: { readonly folder: string; readonly freeBytes: number } | undefined;
  /** The registries that were asked, on request only. */
  readonly registries: ReadonlyMap<string, Failure>;
}
