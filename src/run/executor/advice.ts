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

/** Commands that install Buildah, by the `ID` or `ID_LIKE` of os-release (Buildah's install.md, distributions' packages). */
const installers: Readonly<Record<string, string>> = {
  debian: "apt-get install buildah",
  ubuntu: "apt-get install buildah",
  fedora: "dnf install buildah",
  rhel: "dnf install buildah",
  centos: "dnf install buildah",
  amzn: "dnf install buildah",
  suse: "zypper install buildah",
  opensuse: "zypper install buildah",
  arch: "pacman -S buildah",
  alpine: "apk add buildah",
  gentoo: "emerge app-containers/buildah",
  void: "xbps-install buildah",
  mageia: "dnf install buildah",
};

/** What to tell a user who has no Buildah: in one or two sentences, with the command for this system. */
export function installAdvice(): string {
  return adviseFor({
    platform: process.platform,
    osRelease: readText("/etc/os-release") ?? readText("/usr/lib/os-release"),
    isRoot: process.getuid?.() === 0,
    isOstree: readText("/run/ostree-booted") !== undefined,
  });
}

/** The advice for a system. */
export function adviseFor({ platform, osRelease = "", isRoot, isOstree = false }: System): string {
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
  const ids = [fields.get("ID"), ...(fields.get("ID_LIKE") ?? "").split(/\s+/)].map((id) => id?.split("-")[0]);
  const system = fields.get("PRETTY_NAME") ?? fields.get("NAME") ?? "this system";
  const missing = `Buildah is not installed.`;
  if (ids[0] === "nixos")
    return `${missing} On ${system}, add \`buildah\` to the system's packages, or start the editor from \`nix-shell -p buildah\`.`;
  const command = isOstree
    ? "rpm-ostree install buildah"
    : ids.map((id) => (id && Object.hasOwn(installers, id) ? installers[id] : undefined)).find(Boolean);
  if (!command)
    return `${missing} Install the package \`buildah\` with the package manager of ${system}; see https://github.com/containers/buildah/blob/main/install.md.`;
  return `${missing} On ${system}, run \`${isRoot ? "" : "sudo "}${command}\`${isOstree ? " and restart" : ""}.`;
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
