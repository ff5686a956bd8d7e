import type { Circumstances } from "../circumstances";
import type { Signature } from "../signature";

/** Where user namespaces are allowed, by executor (docs.gitlab.com/ci/docker/buildah_rootless_multi_arch, "Troubleshooting"). */
function allowNamespaces(_: unknown, { executor, isHosted }: Circumstances): string {
  if (isHosted)
    return "GitLab's hosted runners are privileged, so something in the job takes the right away: run buildah itself in quay.io/buildah/stable, not inside another container or as another user.";
  if (executor === "kubernetes")
    return "In the runner's config.toml set the seccomp and AppArmor profiles of the build container to unconfined ([runners.kubernetes.build_container_security_context]), or privileged = true where that is allowed. BUILDAH_ISOLATION=chroot alone does not help.";
  if (executor === "shell")
    return "Allow user namespaces on the runner's host: sysctl -w kernel.unprivileged_userns_clone=1 (Debian), kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu 23.10 and newer).";
  return 'The runner\'s administrator adds security_opt = ["seccomp:unconfined", "apparmor:unconfined"] to [runners.docker] in config.toml and restarts the runner; or use a hosted or privileged runner. BUILDAH_ISOLATION=chroot alone does not help.';
}

/** Namespaces, ids and storage: what the runner does not let Buildah do. */
export const namespaceSignatures: readonly Signature[] = [
  {
    id: "E02",
    pattern: /Error during unshare\([^)]*\): (?:Invalid argument|No space left on device)/,
    role: "root",
    title: "The host has user namespaces turned off, or allows none more: Buildah cannot make the one it works in.",
    fix: "Raise the limits on the runner's host: sysctl -w user.max_user_namespaces=15000 user.max_mnt_namespaces=15000. On old RHEL or CentOS 7 also boot with user_namespace.enable=1.",
  },
  {
    id: "E01",
    pattern: /Error during unshare\([^)]*\): Operation not permitted/,
    role: "root",
    title:
      "The job's container may not make user namespaces, which Buildah needs for every command, login included: Docker's default seccomp profile (or AppArmor) denies them.",
    fix: allowNamespaces,
  },
  {
    id: "E03",
    pattern: /(?:error )?parsing PID \\?"\\?": strconv\.Atoi: parsing \\?"\\?": invalid syntax/,
    role: "noise",
    title:
      "Buildah's helper process ended before it could tell its number: what made it end stands in the lines above.",
    fix: "Mend what the line above says, most often “Error during unshare”.",
  },
  {
    id: "E03",
    pattern: /^\(Unable to determine exit status\)/,
    role: "noise",
    title: "Buildah's helper process ended early: what made it end stands in the lines above.",
    fix: "Mend what the lines above say.",
  },
  {
    id: "E05",
    pattern: /writ(?:e|ing)? .*\/proc\/\d+\/[ug]id_map: operation not permitted|error writing "0 0 4294967295/i,
    role: "root",
    title:
      "The container may not map user 0 into a new user namespace: since Linux 5.12 that takes the capability SETFCAP.",
    fix: "Add the capability SETFCAP to the job's container, or run the job as the image's user build (uid 1000).",
  },
  {
    id: "E04",
    pattern:
      /new[ug]idmap: (?:write to [ug]id_map failed|open of [ug]id_map failed)|new[ug]idmap should be set[ug]id or have filecaps|finding new[ug]idmap: exec: .*not found|(?:Error )?running new[ug]idmap: exit status/,
    role: "root",
    title:
      "newuidmap and newgidmap, which give the user a range of ids, cannot do their work: they are missing, have no setuid bit or file capabilities, or the container takes their rights away.",
    fix: (_, { executor }) =>
      executor === "kubernetes"
        ? "Set allow_privilege_escalation = true and cap_add SETUID, SETGID (and SETFCAP) in the build container's security context; the ranges in /etc/subuid must lie inside the ids that the container itself has."
        : "Use an image that has them (quay.io/buildah/stable; shadow-utils, or uidmap on Debian), do not run the container with no-new-privileges, and keep the capabilities SETUID and SETGID.",
  },
  {
    id: "E07",
    pattern:
      /no sub[ug]id ranges found for (?:user|group)|Using rootless single mapping into the namespace|Found no [UG]ID ranges set aside|reading sub[ug]id mappings for user .*: open \/etc\/sub[ug]id/,
    role: "root",
    title:
      "The user that runs Buildah has no range of further ids: files of other owners in an image cannot be unpacked.",
    fix: "Add a line such as build:100000:65536 for that user to /etc/subuid and /etc/subgid of the job's image or host, or run as root of quay.io/buildah/stable.",
  },
  {
    id: "E06",
    pattern:
      /potentially insufficient UIDs or GIDs available in (?:the )?user namespace|there might not be enough IDs available in the namespace|lchown .*: invalid argument/,
    role: "error",
    title: "A file of the image is owned by an id outside of the ids that this user has.",
    fix: "Give the user a bigger range in /etc/subuid and /etc/subgid, or let the Containerfile make files with smaller ids. quay.io/buildah/stable has about 65,000 ids.",
  },
  {
    id: "E09",
    pattern:
      /fuse: device not found, try 'modprobe fuse' first|fuse-overlayfs: cannot mount|can't stat program "[^"]*fuse-overlayfs"/,
    role: "error",
    title:
      "The storage driver overlay wants fuse-overlayfs, and the program or /dev/fuse is not in the job's container.",
    fix: (_, { executor }) =>
      executor === "kubernetes"
        ? "Set STORAGE_DRIVER: vfs in the job, or give the pod /dev/fuse with a device plugin."
        : 'Set STORAGE_DRIVER: vfs in the job, or add devices = ["/dev/fuse"] to [runners.docker] (and modprobe fuse on the host).',
  },
  {
    id: "E10",
    pattern: /filesystem type 0x[0-9a-f]+ reported for .* is not supported with 'overlay'/,
    role: "error",
    title: "The storage's folder lies on a file system that overlay cannot stand on, such as FUSE.",
    fix: "Set STORAGE_DRIVER: vfs in the job, or mount a volume at /var/lib/containers.",
  },
  {
    id: "E08",
    pattern: /'overlay' is not supported over \w+/,
    role: "error",
    title: "The storage driver overlay cannot stand on the container's own overlay file system.",
    fix: "Set STORAGE_DRIVER: vfs in the job, or mount a volume (on Kubernetes an emptyDir) at /var/lib/containers.",
  },
  {
    id: "E11",
    pattern:
      /ApplyLayer .*(?:permission denied|operation not permitted)|mount [^ ]+\/overlay:[^ ]*, flags: \S+ operation not permitted/,
    role: "error",
    title:
      "A layer cannot be unpacked: the container may not mount, which AppArmor, seccomp or the pod's security context denies.",
    fix: allowNamespaces,
  },
  {
    id: "E12",
    pattern:
      /creating new mount namespace for \[.*\]: operation not permitted|making mounts private to mount namespace for \[.*(?:operation not permitted|permission denied)/,
    role: "error",
    title: "A RUN instruction cannot have a mount namespace of its own, which chroot isolation needs too.",
    fix: allowNamespaces,
  },
  {
    id: "E13",
    pattern: /mount `?'?\/?proc`?'? to `?'?\/?proc`?'?: Operation not permitted|mounting \\*"\/?proc\\*" to rootfs/,
    role: "error",
    title:
      "A RUN instruction wants to mount /proc, which an unprivileged container may not: the isolation is oci or rootless.",
    fix: "Set BUILDAH_ISOLATION: chroot in the job's variables, as quay.io/buildah/stable does.",
  },
  {
    id: "E14",
    pattern:
      /failed to GetDriver graph (\S+)|driver not supported|unknown (?:storage )?driver|overlay: Unknown option (\S+)/i,
    role: "error",
    title: ([, driver, option]) =>
      option
        ? `The storage driver does not know the option ${option}.`
        : `The storage driver${driver ? ` ${driver}` : ""} does not exist or does not work here.`,
    fix: "Set STORAGE_DRIVER to vfs or overlay, in the job's variables or in storage.conf, and take unknown options out of STORAGE_OPTS.",
  },
  {
    id: "E15",
    pattern: /no space left on device|io: read\/write on closed pipe/i,
    role: "root",
    title: "The disk is full. With vfs each instruction of the Containerfile keeps a whole copy of the image.",
    fix: "Use STORAGE_DRIVER: overlay where the runner allows it, fewer instructions, a .containerignore, buildah rmi --all between builds, or a runner with a bigger disk (small hosted runners have about 30 GB).",
  },
  {
    id: "E16",
    pattern: /The cgroups manager is set to systemd but there is no systemd user session available/,
    role: "noise",
    title: "Buildah takes another manager of cgroups, for there is no systemd session: harmless.",
    fix: 'Nothing needs to be done; cgroup_manager = "cgroupfs" in containers.conf makes it silent.',
  },
  {
    id: "E17",
    pattern:
      /error running container: (?:error )?from \S*(?:crun|runc|runtime)\S* creating container|did not get container create message from subprocess: EOF/,
    role: "error",
    title:
      "The OCI runtime refuses to start the container of a RUN instruction: isolation oci needs cgroups and rights that a job's container rarely has.",
    fix: "Set BUILDAH_ISOLATION: chroot in the job's variables, or --isolation chroot.",
  },
  {
    id: "E18",
    pattern: /^Error: (?:mkdir|creating|open|chmod) (\S+): (?:permission denied|read-only file system)/,
    role: "error",
    title: ([, path]) => `Buildah cannot write to ${path ?? "its folders"}.`,
    fix: "Give the user a HOME that can be written, or put the storage elsewhere with --root, --runroot and TMPDIR.",
  },
  {
    id: "E19",
    pattern:
      /failed to get container config: stat (\S+): no such|^Error: open (\S*policy\.json): no such file|loading registries configuration "([^"]+)"/,
    role: "error",
    title: ([, storage, policy, registries]) =>
      `The configuration file ${storage ?? policy ?? registries} is missing or cannot be read.`,
    fix: "Install containers-common (Debian: golang-github-containers-common), mend the file, or unset CONTAINERS_STORAGE_CONF and CONTAINERS_REGISTRIES_CONF; quay.io/buildah/stable has all of them.",
  },
];
