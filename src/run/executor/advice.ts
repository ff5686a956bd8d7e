import { readFileSync } from "node:fs";

/** The system that Buildah is missing on. */
export interface System {
  readonly platform: NodeJS.Platform;
  /** Content of /etc/os-release (os-release(5)); undefined where there is none. */
  readonly osRelease?: string | undefined;
  readonly isRoot: boolean;
  /** True where the system is an image that packages are layered on (Fedora Silverblue, CoreOS). */
  readonly isOstree?: boolean;
}

/** Commands that install packages, by the `ID` or `ID_LIKE` of os-release (Buildah's install.md, distributions' packages). */
const installers: Readonly<Record<string, string>> = {
  debian: "apt-get install",
  ubuntu: "apt-get install",
  fedora: "dnf install",
  rhel: "dnf install",
  centos: "dnf install",
  amzn: "dnf install",
  suse: "zypper install",
  opensuse: "zypper install",
  arch: "pacman -S",
  alpine: "apk add",
  gentoo: "emerge",
  void: "xbps-install",
  mageia: "dnf install",
};

/** A package by the ids of distributions; `default` is its name on all others. */
export type PackageNames = Readonly<Record<string, string>> & { readonly default: string };

const buildahPackage: PackageNames = { default: "buildah", gentoo: "app-containers/buildah" };

/** What to tell a user who has no Buildah: in one or two sentences, with the command for this system. */
export function installAdvice(): string {
  return adviseFor(thisSystem());
}

/** The system that this process runs on. */
export function thisSystem(): System {
  return {
    platform: process.platform,
    osRelease: readText("/etc/os-release") ?? readText("/usr/lib/os-release"),
    isRoot: process.getuid?.() === 0,
    isOstree: readText("/run/ostree-booted") !== undefined,
  };
}

/** The advice for a system. */
export function adviseFor(system: System): string {
  const { platform, osRelease = "" } = system;
  if (platform === "darwin") {
    return (
      "Buildah runs on Linux only. On macOS, use a Linux virtual machine: `brew install podman`, `podman machine init`, " +
      "`podman machine start`; Buildah is in it (`podman machine ssh`). Or open the project in a Linux container or on a Linux host."
    );
  }
  if (platform === "win32") {
    return (
      "Buildah runs on Linux only. On Windows, install WSL (`wsl --install`), install Buildah in it, and open the project " +
      "there with the WSL extension."
    );
  }
  if (platform !== "linux") return "Buildah runs on Linux only. Open the project on a Linux host.";
  const fields = readFields(osRelease);
  const name = fields.get("PRETTY_NAME") ?? fields.get("NAME") ?? "this system";
  const missing = `Buildah is not installed.`;
  if (fields.get("ID") === "nixos")
    return `${missing} On ${name}, add \`buildah\` to the system's packages, or start the editor from \`nix-shell -p buildah\`.`;
  const command = findCommand(system, buildahPackage);
  if (!command)
    return `${missing} Install the package \`buildah\` with the package manager of ${name}; see https://github.com/containers/buildah/blob/main/install.md.`;
  return `${missing} On ${name}, run \`${command}\`${system.isOstree ? " and restart" : ""}.`;
}

/** How a package is installed on a system: a command between backquotes where that is known, else words. */
export function installCommand(system: System, names: PackageNames): string {
  const command = findCommand(system, names);
  return command === undefined ? `install the package ${names.default}` : `\`${command}\``;
}

function findCommand({ osRelease = "", isRoot, isOstree }: System, names: PackageNames): string | undefined {
  const fields = readFields(osRelease);
  const ids = [fields.get("ID"), ...(fields.get("ID_LIKE") ?? "").split(/\s+/)].flatMap(
    (id) => id?.split("-")[0] ?? [],
  );
  const id = ids.find((each) => Object.hasOwn(installers, each));
  const installer = isOstree ? "rpm-ostree install" : id && installers[id];
  return installer && `${isRoot ? "" : "sudo "}${installer} ${(id && names[id]) ?? names.default}`;
}

function readFields(osRelease: string): ReadonlyMap<string, string> {
  const lines = osRelease.split("\n").flatMap((line) => {
    const match = /^([A-Z_]+)=(["']?)(.*?)\2\s*$/.exec(line);
    return match ? [[match[1]!, match[3]!] as const] : [];
  });
  return new Map(lines);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
