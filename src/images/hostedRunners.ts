import { architectureOfWord } from "../buildah/platform";
import { nearest } from "../text/nearest";

/** A kind of runner that GitLab.com hosts, by its tag. */
export interface HostedRunner {
  readonly tag: string;
  readonly os: "linux" | "macos" | "windows";
  readonly architecture: string;
  /** False when it needs GitLab Premium or Ultimate. */
  readonly isFree: boolean;
}

const linux = (size: string, architecture: string, isFree: boolean): HostedRunner => ({
  tag: `saas-linux-${size}-${architecture}`,
  os: "linux",
  architecture,
  isFree,
});

/** The hosted runners (GitLab documentation, hosted runners on Linux, macOS and Windows). */
const all: readonly HostedRunner[] = [
  linux("small", "amd64", true),
  linux("medium", "amd64", true),
  linux("large", "amd64", false),
  linux("xlarge", "amd64", false),
  linux("2xlarge", "amd64", false),
  linux("small", "arm64", true),
  linux("medium", "arm64", false),
  linux("large", "arm64", false),
  { tag: "saas-linux-medium-amd64-gpu-standard", os: "linux", architecture: "amd64", isFree: false },
  { tag: "saas-macos-medium-m1", os: "macos", architecture: "arm64", isFree: false },
  { tag: "saas-macos-large-m2pro", os: "macos", architecture: "arm64", isFree: false },
  { tag: "saas-windows-medium-amd64", os: "windows", architecture: "amd64", isFree: true },
];

const byTag: ReadonlyMap<string, HostedRunner> = new Map(all.map((runner) => [runner.tag, runner]));

/** The hosted runner of a tag; undefined for other tags. */
export function hostedRunner(tag: string): HostedRunner | undefined {
  return byTag.get(tag);
}

/** True for a tag that can only mean a hosted runner, whether there is one of that name or not. */
export function isHostedName(tag: string): boolean {
  return /^saas-(linux|macos|windows)-/.test(tag);
}

/** The tag that a name of no hosted runner can have meant: of the same architecture, and the size next to that. */
export function meantHostedTag(name: string): string | undefined {
  const [, size, word] = /^saas-linux-(\w+)-([\w-]+)$/.exec(name) ?? [];
  const architecture = word === "arm" ? "arm64" : word && architectureOfWord(word);
  const sizes = all.filter((runner) => runner.os === "linux" && runner.architecture === architecture);
  const exact = `saas-linux-${size}-${architecture}`;
  if (byTag.has(exact)) return exact;
  // Of the sizes that there are for the architecture the largest is next to one that is too large.
  if (/^\d*xlarge$/.test(size ?? "") && sizes.length > 0) return `saas-linux-large-${architecture}`;
  return nearest(name, [...byTag.keys()]);
}
