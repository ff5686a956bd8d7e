import { type FlagDefinition, flagsOf } from "../buildah/flags";
import { formatPlatform, isSamePlatform, type Platform, readPlatform } from "../buildah/platform";

/** A flag among arguments. */
export interface ArgumentFlag {
  /** Its long name, whatever way it is written. */
  readonly name: string;
  /** Index of its first and of its last argument. */
  readonly first: number;
  readonly last: number;
  /** Where its value begins: in which argument, and at which letter of it. Undefined for a switch. */
  readonly value: { readonly index: number; readonly from: number } | undefined;
}

const known: ReadonlyMap<string, FlagDefinition> = new Map([
  ...flagsOf("buildah", "global"),
  ...flagsOf("buildah", "build"),
]);

/** Finds the flags of `buildah build` among its arguments, as pflag reads them; the first argument is `build`. */
export function readFlags(args: readonly string[]): readonly ArgumentFlag[] {
  const flags: ArgumentFlag[] = [];
  let mayBeValue = false;
  for (let at = 1; at < args.length; at++) {
    const text = args[at]!;
    if (text === "--") break;
    if (text.length < 2 || !text.startsWith("-")) {
      // Flags end at the first argument (SetInterspersed(false)), unless it may belong to a flag that is not known here.
      if (!mayBeValue) break;
      mayBeValue = false;
      continue;
    }
    mayBeValue = false;
    const add = (name: string, from: number | undefined) => {
      const isNext = from === undefined && known.get(name)?.kind === "value" && at + 1 < args.length;
      const value = isNext ? { index: at + 1, from: 0 } : from === undefined ? undefined : { index: at, from };
      flags.push({ name, first: at, last: isNext ? at + 1 : at, value });
      if (isNext) at++;
    };
    if (text.startsWith("--")) {
      const equals = text.indexOf("=");
      const name = equals < 0 ? text : text.slice(0, equals);
      mayBeValue = equals < 0 && !known.has(name);
      add(known.get(name)?.name ?? name, equals < 0 ? undefined : equals + 1);
      continue;
    }
    // Short flags may be joined, the value of the last one too: `-qtNAME`, `-t=NAME`.
    for (let letter = 1; letter < text.length; letter++) {
      const definition = known.get(`-${text[letter]}`);
      mayBeValue = definition === undefined;
      if (definition === undefined) break;
      const { name } = definition;
      if (definition.kind !== "value") {
        add(name, undefined);
        continue;
      }
      const from = text[letter + 1] === "=" ? letter + 2 : letter + 1;
      add(name, from < text.length ? from : undefined);
      break;
    }
  }
  return flags;
}

/** The value of a flag. */
export function flagValue(args: readonly string[], flag: ArgumentFlag): string | undefined {
  return flag.value && args[flag.value.index]!.slice(flag.value.from);
}

/** Takes flags away that have no short name, so that each is one or two arguments of its own. */
export function removeFlags<T>(args: readonly T[], flags: readonly ArgumentFlag[]): readonly T[] {
  return args.filter((_, index) => !flags.some((flag) => index >= flag.first && index <= flag.last));
}

/** Flags that a local run does without, and why. */
const dropped: Readonly<Record<string, string>> = {
  "--cache-to": "it would write to a registry",
  "--creds": "the pipeline's credentials are not used here; images are pulled with your own login",
  "--authfile": "the pipeline's login is not used here; images are pulled with your own",
};

/** The flags that a local run does without. */
export function findDropped(args: readonly string[]): readonly ArgumentFlag[] {
  return readFlags(args).filter((flag) => Object.hasOwn(dropped, flag.name));
}

/** Why a dropped flag is not there, in one sentence. */
export function explainDropped(flag: ArgumentFlag): string {
  return `${flag.name} is left out: ${dropped[flag.name]}.`;
}

/** Transports that write to a registry when an image is named with them (containers-transports(5)). */
const remoteTransport = /^(?:docker:\/\/|atomic:)/;

/** Arguments for a run on this machine, and what was changed in them, one sentence each. */
export interface LocalArguments {
  readonly arguments: readonly string[];
  readonly notes: readonly string[];
  /** The platforms that are asked for, in normal form; empty: the host's. */
  readonly platforms: readonly string[];
}

/** Changes the arguments of a build so that nothing leaves the machine, and keeps the host's platform where it is one of several. */
export function makeLocal(resolved: readonly string[], hostPlatform: string): LocalArguments {
  const notes: string[] = [];
  const unwanted = findDropped(resolved);
  notes.push(...unwanted.map(explainDropped));
  const args = [...removeFlags(resolved, unwanted)];
  for (const flag of readFlags(args)) {
    const value = flag.name === "--tag" || flag.name === "--manifest" ? flagValue(args, flag) : undefined;
    if (value === undefined || !remoteTransport.test(value)) continue;
    let name = value;
    // Once is not enough: what is left may name a transport again.
    while (remoteTransport.test(name)) name = name.replace(remoteTransport, "");
    setValue(args, flag, name);
    notes.push(`The image is not pushed: it is named ${name} here, not ${value}.`);
  }
  const { arguments: local, note, platforms } = keepHostPlatform(args, hostPlatform);
  if (note) notes.push(note);
  return { arguments: local, notes, platforms };
}

function keepHostPlatform(
  args: readonly string[],
  hostPlatform: string,
): { arguments: readonly string[]; note?: string; platforms: readonly string[] } {
  const flags = readFlags(args);
  const all = flags.filter((flag) => flag.name === "--all-platforms");
  if (all.length > 0) {
    const [first, ...rest] = removeFlags(args, all);
    return {
      arguments: [first!, `--platform=${hostPlatform}`, ...rest],
      note: `Only ${hostPlatform} is built, not all platforms of the base images.`,
      platforms: [hostPlatform],
    };
  }
  const own = flags.filter((flag) => flag.name === "--platform");
  const items = own.flatMap((flag) => (flagValue(args, flag) ?? "").split(","));
  const isHost = (item: string) => normalPlatform(item, hostPlatform) === hostPlatform;
  const host = items.find(isHost);
  const others = items.filter((item) => !isHost(item));
  if (host === undefined || items.length < 2)
    return { arguments: args, platforms: normalPlatforms(args, items, hostPlatform) };
  const changed = [...args];
  setValue(changed, own[0]!, host);
  const local = removeFlags(changed, own.slice(1));
  if (others.length === 0) return { arguments: local, platforms: [hostPlatform] };
  return {
    arguments: local,
    note: `Only ${hostPlatform} is built, not ${others.join(", ")}.`,
    platforms: [hostPlatform],
  };
}

function normalPlatforms(args: readonly string[], items: readonly string[], hostPlatform: string): readonly string[] {
  if (items.length > 0) return [...new Set(items.flatMap((item) => normalPlatform(item, hostPlatform) ?? []))];
  const last = (name: string) => {
    const flag = readFlags(args).findLast((candidate) => candidate.name === name);
    return flag && flagValue(args, flag);
  };
  const arch = last("--arch");
  const written = arch && [last("--os") ?? "linux", arch, last("--variant")].filter(Boolean).join("/");
  const platform = written && normalPlatform(written, hostPlatform);
  return platform ? [platform] : [];
}

/** The normal form of one item of `--platform`; what is left out is the machine's. Undefined for what is no platform. */
export function normalPlatform(item: string, hostPlatform: string): string | undefined {
  if (item === "" || item === "local") return hostPlatform;
  const host = readPlatform(hostPlatform);
  const reading = readPlatform(item);
  if (reading.kind === "platform") return formatPlatform(reading.platform);
  if (reading.kind !== "partial" || host.kind !== "platform") return undefined;
  const { os, architecture, variant } = reading.platform;
  if (architecture !== undefined) return formatPlatform({ os: "linux", architecture, variant: variant ?? "" });
  return formatPlatform({ ...host.platform, os: os! });
}

/** True when a machine can run programs of a platform without emulation. */
export function runsNatively(platform: string, hostPlatform: string): boolean {
  const [wanted, host] = [readPlatform(platform), readPlatform(hostPlatform)];
  if (wanted.kind !== "platform" || host.kind !== "platform") return true;
  return isSamePlatform(wanted.platform, host.platform) || isOfSameFamily(wanted.platform, host.platform);
}

/** 64-bit Intel processors run 32-bit programs too. */
function isOfSameFamily(wanted: Platform, host: Platform): boolean {
  if (wanted.architecture === host.architecture) return true;
  return wanted.architecture === "386" && host.architecture === "amd64";
}

/** Build arguments of these names would change how Buildah itself runs, if they were in its environment. */
const ownNames = /^(PATH|HOME|TMPDIR|USER|LD_.*|XDG_.*|BUILDAH_.*|STORAGE_.*|CONTAINERS_.*|REGISTR.*)$/;

/**
 * Takes secrets out of the arguments, which everybody on the machine can read: `--build-arg NAME=SECRET` becomes
 * `--build-arg NAME`, and Buildah takes the value from its environment.
 */
export function hideSecrets(
  args: readonly string[],
  secrets: readonly string[],
): { readonly arguments: readonly string[]; readonly environment: Readonly<Record<string, string>> } {
  const hiding = [...args];
  const environment: Record<string, string> = {};
  for (const flag of readFlags(args)) {
    const value = flag.name === "--build-arg" ? flagValue(args, flag) : undefined;
    const [, name, text] = /^(\w+)=(.*)$/s.exec(value ?? "") ?? [];
    if (name === undefined || ownNames.test(name) || !secrets.some((secret) => text!.includes(secret))) continue;
    setValue(hiding, flag, name);
    environment[name] = text!;
  }
  return { arguments: hiding, environment };
}

function setValue(args: string[], flag: ArgumentFlag, value: string): void {
  const place = flag.value!;
  args[place.index] = args[place.index]!.slice(0, place.from) + value;
}
