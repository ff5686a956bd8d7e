import { endianness } from "node:os";

/** Node's names of architectures where Go, and so Buildah, has others. */
const architectures: Readonly<Record<string, string>> = {
  x64: "amd64",
  ia32: "386",
  ppc64: "ppc64le",
  mipsel: "mipsle",
};

/**
 * The platform for which this machine builds, in normal form: `linux/amd64`. Buildah runs on Linux only, so on macOS
 * and Windows it is that of the virtual machine that would build.
 */
export function hostPlatform(): string {
  return platformOf(process.arch, endianness(), armVersion());
}

/** @param arm the version of a 32-bit Arm instruction set */
export function platformOf(arch: string, order: "LE" | "BE", arm: string): string {
  if (arch === "ppc64" && order === "BE") return "linux/ppc64";
  return `linux/${architectures[arch] ?? arch}${arch === "arm" ? `/v${arm}` : ""}`;
}

function armVersion(): string {
  const { arm_version: version } = process.config.variables as { arm_version?: string };
  return version || "7";
}
