/** The answers of the scaffold wizard; the flags of `buildah-pipelines scaffold` are the same. */
export interface ScaffoldAnswers {
  /**
   * Path of the Containerfile relative to the project, `/` between parts. `Containerfile` and `Dockerfile` are left to
   * Buildah to find, which prefers the first; `./Dockerfile` names it with `-f`, for projects that have both.
   */
  readonly containerfile: string;
  /** One entry for each platform: the platform as written and the runner tag of its job. amd64 is moved to the front. */
  readonly platforms: readonly { readonly platform: string; readonly tag: string }[];
  /** The name of the list: `$CI_REGISTRY_IMAGE:latest`. */
  readonly image: string;
}

/** A platform that the wizard offers. Others can be typed. */
export interface PlatformChoice {
  readonly platform: string;
  /** The tag of GitLab's hosted runner of that architecture, where there is one. */
  readonly hostedTag: string | undefined;
  /** What runs on it, in a few words. */
  readonly detail: string;
}

/** arm64 is written with its variant, as in GitLab's own example. */
export const platformChoices: readonly PlatformChoice[] = [
  { platform: "linux/amd64", hostedTag: "saas-linux-small-amd64", detail: "Intel and AMD servers and desktops" },
  {
    platform: "linux/arm64/v8",
    hostedTag: "saas-linux-small-arm64",
    detail: "Apple silicon, Graviton, Ampere, Raspberry Pi 4 and 5",
  },
  { platform: "linux/arm/v7", hostedTag: undefined, detail: "32-bit Arm boards" },
  { platform: "linux/386", hostedTag: undefined, detail: "32-bit Intel" },
  { platform: "linux/ppc64le", hostedTag: undefined, detail: "IBM Power" },
  { platform: "linux/s390x", hostedTag: undefined, detail: "IBM Z" },
  { platform: "linux/riscv64", hostedTag: undefined, detail: "64-bit RISC-V" },
];

export const defaultImage = "$CI_REGISTRY_IMAGE:latest";

/** The platforms that are chosen when nothing is said. */
export const defaultPlatforms: readonly string[] = ["linux/amd64", "linux/arm64/v8"];

/** Names of the file to build from, in the order in which Buildah looks for them. */
export const containerfileNames: readonly string[] = ["Containerfile", "Dockerfile"];
