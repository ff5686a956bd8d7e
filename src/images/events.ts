import { type BuildahCall, type Flag, findFlag, findFlags } from "../buildah/call";
import { type Platform, readPlatform } from "../buildah/platform";
import { type Reference, readReference } from "../buildah/reference";
import type { Word } from "../shell/command";
import type { Location } from "../text/span";
import type { Value } from "../text/value";
import type { BuildEvent, CommitEvent, ImageEvent, ListAddEvent, PlatformChoice, PlatformUse } from "./event";

/** What a call does to images; undefined when that is not modelled or cannot be known. */
export function readEvents(call: BuildahCall): readonly ImageEvent[] | undefined {
  const { positionals, subcommand, tool } = call;
  if (tool === "skopeo" && subcommand === "copy") return readCopy(call);
  if (subcommand === "build") return readBuild(call);
  if (subcommand === "manifest add") return readAdd(call);
  if (subcommand === "manifest push") return readListPush(call);
  // Where a word may be several or none, the place of the others says nothing.
  if (call.hasUnknownWords) return undefined;
  const [first, second, ...others] = positionals.map(toReference);
  switch (subcommand) {
    case "login":
      return [{ kind: "login", call, registry: positionals[0]?.value }];
    case "logout":
      return [{ kind: "logout", call }];
    case "push":
      return first && [{ kind: "push", call, source: first, destination: second ?? first }];
    case "pull":
    case "from":
      if (!first) return undefined;
      return [first, ...(second && subcommand === "pull" ? [second, ...others] : [])].map(
        (image) => ({ kind: "pull", call, image, choice: readChoice(call) }) as const,
      );
    case "commit":
      return withPushes({ kind: "commit", call, names: second ? [second] : [], list: readList(call) });
    case "tag":
      return first && [{ kind: "tag", call, source: first, names: second ? [second, ...others] : [] }];
    case "rmi":
      return [{ kind: "remove", call, names: findFlag(call, "--all") ? undefined : positionals.map(toReference) }];
    default:
      return readListEvents(call, first, second, others);
  }
}

function readListEvents(
  call: BuildahCall,
  list: Reference | undefined,
  second: Reference | undefined,
  others: readonly Reference[],
): readonly ImageEvent[] | undefined {
  if (!list) return undefined;
  switch (call.subcommand) {
    case "manifest create": {
      const existing = findFlag(call, "--replace") ? "goes" : findFlag(call, "--amend") ? "stays" : "fails";
      const images = second ? [second, ...others] : [];
      return [{ kind: "listCreate", call, list, existing }, ...images.map((image) => makeAdd(call, list, image))];
    }
    case "manifest annotate":
      return second && [{ kind: "listAnnotate", call, list, entry: second, choice: readChoice(call) }];
    case "manifest remove":
      return [{ kind: "listDrop", call, list }];
    case "manifest rm":
      return call.positionals.map((word) => ({ kind: "listRemove", call, list: toReference(word) }) as const);
    default:
      return undefined;
  }
}

/**
 * Words that are not known stand in front, with the flags: the last two are the list and the image. Of words that are
 * known Buildah takes exactly two, Podman several images.
 */
function readAdd(call: BuildahCall): readonly ImageEvent[] | undefined {
  const { hasUnknownWords, positionals, tool } = call;
  const [list, image, ...others] = (hasUnknownWords ? positionals.slice(-2) : positionals).map(toReference);
  if (!list || !image || findFlag(call, "--artifact") || (others.length > 0 && tool === "buildah")) return undefined;
  return [image, ...others].map((one) => makeAdd(call, list, one));
}

function makeAdd(call: BuildahCall, list: Reference, image: Reference): ListAddEvent {
  const takesAll = findFlag(call, "--all") !== undefined;
  return { kind: "listAdd", call, list, image, takesAll, choice: readChoice(call) };
}

function readListPush(call: BuildahCall): readonly ImageEvent[] | undefined {
  const [list, ...others] = call.positionals.map(toReference);
  return list && [{ kind: "listPush", call, list, destination: others.at(-1) ?? list }];
}

function readCopy(call: BuildahCall): readonly ImageEvent[] | undefined {
  const [source, destination] = call.positionals.map(toReference);
  const lists = findFlag(call, "--multi-arch")?.value?.literal;
  // The list without its images: what then becomes of it is up to the registry.
  if (!source || !destination || call.hasUnknownWords || lists === "index-only") return undefined;
  const takesAll = findFlag(call, "--all") !== undefined || lists === "all";
  return [{ kind: "copy", call, source, destination, takesAll, choice: readChoice(call, "--override-") }];
}

function readBuild(call: BuildahCall): readonly ImageEvent[] {
  const names = findFlags(call, "--tag").flatMap((flag) => referenceOfFlag(flag.value, flag.valueLocation));
  return withPushes({ kind: "build", call, names, list: readList(call), platforms: readPlatforms(call) });
}

/** A name with `docker://` sends the image to the registry at once and keeps nothing (measured with 1.28.2 and 1.39.3). */
function withPushes(event: BuildEvent | CommitEvent): readonly ImageEvent[] {
  const { call, names } = event;
  const pushed = names.filter((name) => name.transport === "docker");
  return [event, ...pushed.map((name) => ({ kind: "push", call, source: name, destination: name }) as const)];
}

function readList(call: BuildahCall): Reference | undefined {
  const flag = findFlag(call, "--manifest");
  return flag && referenceOfFlag(flag.value, flag.valueLocation)[0];
}

function readPlatforms(call: BuildahCall): readonly PlatformUse[] | undefined {
  const flags = findFlags(call, "--platform");
  if (flags.length > 0) return flags.flatMap(readPlatformList);
  const isOther = ["--arch", "--os", "--variant", "--all-platforms"].some((name) => findFlag(call, name));
  return isOther || call.hasUnknownWords ? undefined : [];
}

function readPlatformList(flag: Flag): PlatformUse[] {
  let start = 0;
  return (flag.value?.split(",") ?? []).map((value) => {
    const reading = value.literal === undefined ? undefined : readPlatform(value.literal);
    const partial = reading?.kind === "partial" && reading.platform.architecture ? reading.platform : undefined;
    const platform =
      reading?.kind === "platform"
        ? reading.platform
        : partial && { os: "linux", architecture: partial.architecture!, variant: partial.variant ?? "" };
    const location = value.location ?? flag.value?.location ?? flag.valueLocation ?? flag.location;
    const use = { platform, value, location, reading, flag, start };
    start += value.flat.length + 1;
    return use;
  });
}

/** What `--platform` or `--os`, `--arch` and `--variant` of a command other than `build` ask for. */
function readChoice(call: BuildahCall, prefix = "--"): PlatformChoice {
  const platform = findFlag(call, "--platform");
  if (platform) {
    const reading = readPlatform(platform.value?.literal ?? "");
    return reading.kind === "platform" || reading.kind === "partial" ? reading.platform : undefined;
  }
  const choice: { -readonly [Part in keyof Platform]?: string } = {};
  for (const [part, name] of [
    ["os", "os"],
    ["architecture", "arch"],
    ["variant", "variant"],
  ] as const) {
    const flag = findFlag(call, prefix + name);
    const text = flag?.value?.literal;
    if (flag && text === undefined) return undefined;
    if (text) choice[part] = text;
  }
  return choice;
}

function referenceOfFlag(value: Value | undefined, location: Location | undefined): Reference[] {
  return value && location ? [readReference(value, location)] : [];
}

function toReference(word: Word): Reference {
  return readReference(word.value, word.location);
}
