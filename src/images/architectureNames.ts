import { architectureOfWord, type Platform } from "../buildah/platform";
import type { Reference } from "../buildah/reference";
import type { BuildEvent, JobRun } from "./flow";

/** Words that name an architecture for another reason than that the image is for it: of the tools in it, of the runner. */
const otherMeaning =
  /^(cross.*|toolchains?|qemu.*|emulat.*|sysroot|sdk|gcc|clang|compiler|binfmt|on|for|from|to|via|under|with|host|runners?|saas|hosted)$/;

/** Words that are less than an architecture, or not always one: `arm` is also said of arm64, 386 is also a number. */
const weak: ReadonlyMap<string, readonly string[]> = new Map([
  ["arm", ["arm", "arm64"]],
  ["armv8", ["arm", "arm64"]],
  ["x86", ["amd64", "386"]],
  ["386", ["386"]],
  ["riscv", ["riscv64"]],
]);

/** What a name says about the architecture of an image. */
export interface NamedArchitecture {
  /** The word as written. */
  readonly word: string;
  readonly architectures: readonly string[];
  /** True when the word is no evidence by itself. */
  readonly isWeak: boolean;
}

/** The architecture that a job's name or a tag names; undefined when it names none, several, or not the image's. */
export function readNamedArchitecture(name: string): NamedArchitecture | undefined {
  const words: readonly string[] = name.match(/x86[_-]64|[a-z0-9]+/gi) ?? [];
  if (words.some((word) => otherMeaning.test(word.toLowerCase()))) return undefined;
  const found = words.flatMap((word): NamedArchitecture[] => {
    const architecture = architectureOfWord(word);
    const meanings = weak.get(word.toLowerCase());
    if (!architecture && !meanings) return [];
    return [{ word, architectures: meanings ?? [architecture!], isWeak: meanings !== undefined }];
  });
  const [first, ...others] = found;
  // Alone it may as well be a part of a version.
  if (first?.word === "386") return undefined;
  return first && others.every((other) => other.architectures.join() === first.architectures.join())
    ? first
    : undefined;
}

/**
 * What the last part of a reference names: `arm64` for `$CI_REGISTRY_IMAGE/arm64:1.0` as for
 * `$CI_REGISTRY_IMAGE:1.0-arm64`. Groups and hosts in front of it are about something else.
 */
export function readReferenceArchitecture({ repository, tag }: Reference): NamedArchitecture | undefined {
  if (tag && !tag.isKnown) return undefined;
  const last = repository.flat.slice(repository.flat.lastIndexOf("/") + 1);
  return readNamedArchitecture(`${last} ${tag?.flat ?? ""}`);
}

/** True when an image for the platform may bear the name. */
export function isNameOf(named: NamedArchitecture, { architecture }: Platform): boolean {
  return named.architectures.includes(architecture);
}

/** The architecture that a build without one is meant for: its runner's, else the one that the names of image and job agree on. */
export function architectureMeant({ names }: BuildEvent, { runner, instance }: JobRun): string | undefined {
  if (runner.architecture !== undefined) return runner.architecture;
  const named = [readNamedArchitecture(instance.name), ...names.map(readReferenceArchitecture)];
  const [first, ...others] = new Set(named.flatMap((one) => (one && !one.isWeak ? one.architectures : [])));
  return others.length === 0 ? first : undefined;
}
