import { type BuildahCall, type Flag, findFlag, findFlags } from "../buildah/call";
import { readPlatform } from "../buildah/platform";
import { type Reference, readReference } from "../buildah/reference";
import type { Word } from "../shell/command";
import type { Location } from "../text/span";
import type { Value } from "../text/value";
import type { ImageEvent, PlatformUse } from "./flow";

/** What a call does to images; undefined when that is not modelled or cannot be known. */
export function readEvents(call: BuildahCall): readonly ImageEvent[] | undefined {
  const { positionals, subcommand } = call;
  if (subcommand === "build") return readBuild(call);
  if (subcommand === "login" || subcommand === "logout") {
    if (call.hasUnknownWords) return undefined;
    return subcommand === "login"
      ? [{ kind: "login", call, registry: positionals[0]?.value }]
      : [{ kind: "logout", call }];
  }
  // Where a word may be several or none, the place of the others says nothing.
  if (call.hasUnknownWords) return undefined;
  const [first, second, ...others] = positionals.map(toReference);
  switch (subcommand) {
    case "push":
      return first && [{ kind: "push", call, source: first, destination: second ?? first }];
    case "pull":
    case "commit":
      return [{ kind: "obtain", call, names: positionals.slice(subcommand === "pull" ? 0 : 1).map(toReference) }];
    case "from":
      return [{ kind: "obtain", call, names: positionals.slice(0, 1).map(toReference) }];
    case "tag":
      return [{ kind: "obtain", call, names: second ? [second, ...others] : [] }];
    case "manifest create":
      if (!first) return undefined;
      return [
        { kind: "listCreate", call, list: first },
        ...[second, ...others].flatMap((image) =>
          image ? [{ kind: "listAdd", call, list: first, image } as const] : [],
        ),
      ];
    case "manifest add":
      return first && second && !findFlag(call, "--artifact")
        ? [{ kind: "listAdd", call, list: first, image: second }]
        : undefined;
    case "manifest push":
      return first && [{ kind: "listPush", call, list: first, destination: second ?? first }];
    case "manifest rm":
    case "rmi":
      return positionals.map((word) => ({ kind: "listRemove", call, list: toReference(word) }) as const);
    default:
      return undefined;
  }
}

function readBuild(call: BuildahCall): readonly ImageEvent[] {
  const names = findFlags(call, "--tag").flatMap((flag) => referenceOfFlag(flag.value, flag.valueLocation));
  const list = findFlag(call, "--manifest");
  const build = {
    kind: "build",
    call,
    names,
    list: list && referenceOfFlag(list.value, list.valueLocation)[0],
    platforms: readPlatforms(call),
  } as const;
  // `-t docker://REF` sends the image to the registry at once and keeps nothing (measured with 1.28.2 and 1.39.3).
  const pushed = names.filter((name) => name.transport === "docker");
  return [build, ...pushed.map((name) => ({ kind: "push", call, source: name, destination: name }) as const)];
}

function readPlatforms(call: BuildahCall): readonly PlatformUse[] | undefined {
  const flags = findFlags(call, "--platform");
  if (flags.length > 0) return flags.flatMap(readList);
  const isOther = ["--arch", "--os", "--variant", "--all-platforms"].some((name) => findFlag(call, name));
  return isOther || call.hasUnknownWords ? undefined : [];
}

function readList(flag: Flag): PlatformUse[] {
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

function referenceOfFlag(value: Value | undefined, location: Location | undefined): Reference[] {
  return value && location ? [readReference(value, location)] : [];
}

function toReference(word: Word): Reference {
  return readReference(word.value, word.location);
}
