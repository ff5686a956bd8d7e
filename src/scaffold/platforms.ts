import { formatPlatform, isSamePlatform, type Platform, readPlatform } from "../buildah/platform";
import { defaultPlatforms, platformChoices, type ScaffoldAnswers } from "../protocol/scaffold";
import type { Refusal } from "./image";
import { isOneLine } from "./quote";

/** A platform to build for, and the runner that builds it. */
export interface Target {
  readonly platform: Platform;
  /** As it is written in the pipeline. */
  readonly written: string;
  /** `amd64`, `arm64`, `arm-v7`: the tag of its image and the end of its job's name. One for each platform. */
  readonly suffix: string;
  /** The tag of its runner. */
  readonly runner: string;
}

/** Reads the platforms and runner tags. The job of amd64 comes first, as in GitLab's example; the others keep their order. */
export function readTargets(answers: ScaffoldAnswers["platforms"]): readonly Target[] | Refusal {
  if (answers.length === 0) return { message: "Choose at least one platform." };
  const targets: Target[] = [];
  const typed = new Map<Target, string>();
  for (const answer of answers) {
    const target = readTarget(answer.platform, answer.tag);
    if ("message" in target) return target;
    const twin = targets.find((other) => isSamePlatform(other.platform, target.platform));
    if (twin) return { message: sameTwice(typed.get(twin)!, answer.platform) };
    targets.push(target);
    typed.set(target, answer.platform);
  }
  const isFirst = ({ platform }: Target) => platform.architecture === "amd64" && platform.variant === "";
  return [...targets.filter(isFirst), ...targets.filter((target) => !isFirst(target))];
}

function readTarget(text: string, runner: string): Target | Refusal {
  const platform = readOne(text);
  if ("message" in platform) return platform;
  const message = refuseRunner(runner, text);
  if (message !== undefined) return { message };
  const { architecture, variant } = platform;
  const suffix = variant ? `${architecture}-${variant}` : architecture;
  if (suffix.length > 128) return { message: `The variant of ${text} is too long for a tag.` };
  return { platform, written: write(platform), suffix, runner };
}

/** arm64 is written with the variant that GitLab's example gives it; all else in the normal form. */
function write(platform: Platform): string {
  const isPlainArm64 = platform.architecture === "arm64" && platform.variant === "";
  return formatPlatform(isPlainArm64 ? { ...platform, variant: "v8" } : platform);
}

function readOne(text: string): Platform | Refusal {
  if (text.trim() === "")
    return { message: "A platform is missing: write OS/ARCH[/VARIANT], for example linux/amd64." };
  const reading = readPlatform(text);
  switch (reading.kind) {
    case "malformed":
      return { message: `${text} is not a platform: ${suggest(reading.suggestion)}` };
    case "unknownArchitecture":
      return {
        message: `${reading.architecture} is not an architecture that Buildah knows: ${suggest(reading.suggestion)}`,
      };
    case "partial": {
      const { architecture, variant = "" } = reading.platform;
      const whole = architecture && write({ os: "linux", architecture, variant });
      return { message: `${text} is only half of a platform: ${suggest(whole)}` };
    }
    case "platform":
      if (reading.platform.os === "linux") return reading.platform;
      return { message: `${text} is not a Linux platform, and the pipeline can only build for Linux for now.` };
  }
}

function suggest(platform: string | undefined): string {
  const reading = platform === undefined ? undefined : readPlatform(platform);
  if (reading?.kind === "platform") return `write ${write(reading.platform)}.`;
  return "write OS/ARCH[/VARIANT], for example linux/amd64.";
}

/** GitLab separates the tags of a runner with commas and cuts blanks off their ends; it keeps up to 255 characters. */
function refuseRunner(tag: string, platform: string): string | undefined {
  if (tag.trim() === "") return `The runner of ${platform} needs a tag.`;
  if (tag !== tag.trim()) return `The runner tag of ${platform} cannot begin or end with a blank.`;
  if (tag.includes(",")) return `A runner tag cannot hold a comma: give one tag for ${platform}.`;
  if (!isOneLine(tag)) return `The runner tag of ${platform} holds characters that cannot be printed.`;
  if (tag.length > 255) return `The runner tag of ${platform} is longer than 255 characters.`;
  return undefined;
}

function sameTwice(first: string, second: string): string {
  if (first === second) return `${first} is named twice.`;
  return `${first} and ${second} are the same platform: name it once.`;
}

/** The tag of GitLab's hosted runner for a platform, whatever way the platform is written. */
export function findHostedTag(platform: string): string | undefined {
  const reading = readPlatform(platform);
  if (reading.kind !== "platform") return undefined;
  return platformChoices.find((choice) => {
    const own = readPlatform(choice.platform);
    return own.kind === "platform" && isSamePlatform(own.platform, reading.platform);
  })?.hostedTag;
}

/** What `--platform` and `--runner` say: the platforms of the answers, or why they do not do. */
export type PlatformFlags =
  | { readonly ok: true; readonly platforms: ScaffoldAnswers["platforms"] }
  | { readonly ok: false; readonly message: string };

/**
 * Reads the flags `--platform P`, which may also be a list with commas, and `--runner P=TAG`. Without `--platform` the
 * default platforms are built; a platform without `--runner` gets GitLab's hosted runner where there is one.
 */
export function readPlatformFlags(platforms: readonly string[], runners: readonly string[]): PlatformFlags {
  const named = platforms.length > 0 ? platforms.flatMap((list) => list.split(",")) : defaultPlatforms;
  const wanted: { readonly text: string; readonly platform: Platform }[] = [];
  for (const text of named) {
    const platform = readOne(text);
    if ("message" in platform) return { ok: false, message: platform.message };
    wanted.push({ text, platform });
  }
  const tags = new Map<(typeof wanted)[number], string>();
  for (const flag of runners) {
    const equals = flag.indexOf("=");
    if (equals < 0) return { ok: false, message: `--runner ${flag} has no tag: write it as linux/arm64=my-runner.` };
    const text = flag.slice(0, equals);
    const platform = readOne(text);
    if ("message" in platform) return { ok: false, message: `--runner ${flag}: ${platform.message}` };
    const target = wanted.find((other) => isSamePlatform(other.platform, platform));
    if (!target)
      return { ok: false, message: `--runner ${flag} is for a platform that is not built: add --platform ${text}.` };
    if (tags.has(target)) return { ok: false, message: `--runner is given twice for ${text}.` };
    tags.set(target, flag.slice(equals + 1));
  }
  for (const target of wanted) {
    const tag = tags.get(target) ?? findHostedTag(target.text);
    if (tag === undefined) {
      return {
        ok: false,
        message: `GitLab hosts no runner for ${target.text}: name yours with --runner ${target.text}=TAG.`,
      };
    }
    tags.set(target, tag);
  }
  const answers = wanted.map((target) => ({ platform: target.text, tag: tags.get(target)! }));
  const targets = readTargets(answers);
  return "message" in targets ? { ok: false, message: targets.message } : { ok: true, platforms: answers };
}
