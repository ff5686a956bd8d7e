import type { Signature } from "../signature";

/** Programs, images and platforms of the wrong architecture. */
export const architectureSignatures: readonly Signature[] = [
  {
    id: "E21",
    pattern: /exec(?: user process caused|\s+\S+): exec format error|exec user process caused[:"]+ *exec format error/i,
    role: "error",
    phase: "preparation",
    title: "The job's own image is of another architecture than the runner: not even its shell starts.",
    fix: "Take an image that has the runner's architecture (quay.io/buildah/stable has amd64, arm64, ppc64le and s390x), or give the job the tags of a runner that fits.",
  },
  {
    id: "E24",
    pattern: /image platform \(\{?(.+?)\}?\) does not match the expected platform \(\{?(.+?)\}?\)/,
    role: "root",
    leadsTo: "E20",
    title: ([, actual, expected]) =>
      `The base image is of another platform (${tidy(actual)}) than the one that is built (${tidy(expected)}). Buildah goes on, and the image gets a label that its content contradicts.`,
    fix: "Take a base image that has the platform, by a tag or digest of its index. A digest or tag of one architecture is the usual reason.",
  },
  {
    id: "E20",
    pattern: /exec format error/i,
    role: "error",
    phase: "script",
    title:
      "A program of another architecture was started, and the runner has no emulation for it: a RUN instruction of a foreign platform, most often.",
    fix: "Build each platform on a runner of its architecture (tags: saas-linux-small-arm64 for arm64), or register QEMU on a privileged runner before the build, or let RUN instructions stand in stages with FROM --platform=$BUILDPLATFORM and cross-compile.",
  },
  {
    id: "E22",
    pattern:
      /no image found in (?:manifest list|image index) for architecture "?([^",]+)"?, variant "?([^",]*)"?, OS "?([^":\s]+)"?/,
    role: "error",
    title: ([, architecture, variant, os]) =>
      `The base image has no variant for ${os}/${architecture}${variant ? `/${variant}` : ""}.`,
    fix: ([, architecture]) =>
      architecture === "arm64v8" || architecture === "armv7" || architecture === "x64"
        ? `${architecture} is not an architecture: write linux/${{ arm64v8: "arm64/v8", armv7: "arm/v7", x64: "amd64" }[architecture]}.`
        : "Take a base image or tag that has the platform (skopeo inspect --raw docker://IMAGE lists them), mend the spelling of the platform, or leave the platform out of the pipeline.",
  },
  {
    id: "E23",
    pattern: /no matching manifest for (\S+) in the manifest list entries/,
    role: "error",
    title: ([, platform]) =>
      `The image that is pulled has no entry for ${platform}: its manifest list lacks the platform.`,
    fix: "Look whether the job that makes the list adds an image for this platform, and whether it waits for the job that pushes it.",
  },
  {
    id: "E26",
    pattern: /invalid --platform may not be used with --os, --arch, or --variant/,
    role: "error",
    title: "The build has --platform together with --os, --arch or --variant, which exclude each other.",
    fix: "Write everything into --platform: linux/arm64/v8.",
  },
  {
    id: "E25",
    pattern:
      /invalid platform syntax for "([^"]*)"|unable to parse (?:--platform value|platform) \[?"?([^\]":]*)|(\S{0,300}): unknown operating system or architecture/,
    role: "error",
    title: ([, syntax, value, unknown]) =>
      `The platform “${syntax ?? value ?? unknown}” cannot be read${(syntax ?? value) === "" ? ": it is empty, as with a variable that is not set, or a comma at the end of a list" : ""}.`,
    fix: "Write OS/ARCH or OS/ARCH/VARIANT, several with commas and without blanks: linux/amd64,linux/arm64/v8. Only Buildah 1.31 and newer accept an architecture alone.",
  },
  {
    id: "E27",
    pattern: /qemu: uncaught target signal 11|QEMU internal SIGSEGV/,
    role: "root",
    title: "The emulator crashed, not your program: QEMU up to version 7 does so with libc-bin and others.",
    fix: "Build on a runner of that architecture, or register a newer QEMU.",
  },
  {
    id: "E28",
    pattern: /attempted to redefine "(TARGET\w+|BUILD\w+)"/,
    role: "error",
    title: ([, name]) => `The Containerfile gives ARG ${name} a value, which Buildah 1.37 and newer refuse.`,
    fix: ([, name]) => `Write ARG ${name} without a default: Buildah sets it.`,
  },
  {
    id: "E29",
    pattern: /base images have no platforms in common|build uses no non-scratch base images/,
    role: "error",
    title: "--all-platforms finds no platform that all base images have.",
    fix: "Name the platforms: --platform linux/amd64,linux/arm64/v8.",
  },
  {
    id: "E30",
    pattern: /one or more build args were not consumed: \[(.*)\]/,
    role: "noise",
    title: ([, names]) => `The Containerfile does not use the build arguments ${names}.`,
    fix: "For TARGETARCH and its like (Buildah up to 1.29) this is harmless. For others, add ARG to the stage that uses them.",
  },
  {
    id: "E30",
    pattern: /missing \\?"(TARGET\w+|BUILD\w+)\\?" build argument/,
    role: "noise",
    title: ([, name]) => `Buildah has no value for ${name}, which it sets itself when the build has --platform.`,
    fix: "Build with --platform linux/ARCH; without a variant TARGETVARIANT stays empty, which is harmless.",
  },
];

/** `{arm64 linux  [] v8}`, as Go prints it → `arm64 linux v8`. */
function tidy(printed: string | undefined): string {
  return (printed ?? "").replace(/\[\]/g, "").replace(/\s+/g, " ").trim();
}
