import type { Command, Word } from "../shell/command";
import { placeBetween, placeWithin } from "../text/span";
import type { Value } from "../text/value";
import type { BuildahCall, Flag } from "./call";
import table from "./flags.json";

/**
 * Flags by subcommand: `s` a switch, `v` takes a value, `o` takes one only with `=`; then the short name.
 * Source: the flag definitions of Buildah's tags v1.0 to v1.44, and skopeo 1.18.
 */
const flagTable: Readonly<Record<string, Readonly<Record<string, string>>>> = table;

/** Other names of subcommands (cmd/buildah of Buildah, and Podman's `image` group). */
const subcommandAliases: Readonly<Record<string, string>> = {
  bud: "build",
  "build-using-dockerfile": "build",
  "image build": "build",
  "image push": "push",
  "image pull": "pull",
  "image tag": "tag",
  "image rm": "rmi",
};

const groups = new Set(["manifest", "image"]);

/** Reads a command as a call of Buildah, Podman or skopeo; undefined for any other command and for one without a known subcommand. */
export function parseCall(command: Command): BuildahCall | undefined {
  const tool = toolOf(command.words[0]!);
  if (!tool) return undefined;
  const isSkopeo = tool === "skopeo";
  const before = parseFlags(command.words.slice(1), flagTable[isSkopeo ? "skopeo" : "global"]!, true);
  const first = before.rest[0];
  const name = first?.value.literal;
  if (name === undefined) return undefined;
  const second = groups.has(name) ? before.rest[1]?.value.literal : undefined;
  const written = second === undefined ? name : `${name} ${second}`;
  const subcommand = subcommandAliases[written] ?? written;
  const own = parseFlags(
    before.rest.slice(second === undefined ? 1 : 2),
    flagTable[isSkopeo ? `skopeo ${subcommand}` : subcommand] ?? {},
    false,
  );
  const location = placeBetween(command.words[0]!.location, command.words.at(-1)!.location);
  const isReadable = location.span.end >= location.span.start;
  return {
    tool,
    subcommand,
    flags: [...before.flags, ...own.flags],
    positionals: own.rest,
    hasUnknownWords: before.isUncertain || own.isUncertain,
    command,
    location: isReadable ? location : command.location,
  };
}

function toolOf(word: Word): BuildahCall["tool"] | undefined {
  const name = word.value.literal?.split("/").at(-1);
  return name === "buildah" || name === "podman" || name === "skopeo" ? name : undefined;
}

interface ParsedFlags {
  readonly flags: readonly Flag[];
  readonly rest: readonly Word[];
  /** A word may stand for other flags or arguments than the ones read here. */
  readonly isUncertain: boolean;
}

/** Reads flags as pflag does. With `stopsAtWord` everything from the first argument on is left over. */
function parseFlags(
  words: readonly Word[],
  known: Readonly<Record<string, string>>,
  stopsAtWord: boolean,
): ParsedFlags {
  const shorts = new Map(Object.entries(known).flatMap(([name, kind]) => (kind[2] ? [[kind[2], name] as const] : [])));
  const flags: Flag[] = [];
  const rest: Word[] = [];
  let isUncertain = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const text = word.value.flat;
    isUncertain ||= !word.isOne;
    if (text === "--") {
      rest.push(...words.slice(at + 1));
      break;
    }
    if (text.length < 2 || !text.startsWith("-")) {
      if (stopsAtWord) {
        rest.push(...words.slice(at));
        break;
      }
      rest.push(word);
      continue;
    }
    const equals = text.indexOf("=");
    if (text.startsWith("--")) {
      const name = equals < 0 ? text : text.slice(0, equals);
      const kind = known[name]?.[0];
      if (kind === undefined && equals < 0) isUncertain = true;
      if (equals >= 0) flags.push(makeFlag(name, word, equals + 1));
      else if (kind === "v" && at + 1 < words.length) flags.push(makeFlag(name, word, undefined, words[++at]));
      else flags.push(makeFlag(name, word));
      continue;
    }
    // Short flags may be joined: `-qt name`.
    for (let letter = 1; letter < text.length; letter++) {
      const name = shorts.get(text[letter]!);
      if (name === undefined) {
        isUncertain = true;
        break;
      }
      if (known[name]![0] !== "v") {
        flags.push(makeFlag(name, word));
        continue;
      }
      const value = text[letter + 1] === "=" ? letter + 2 : letter + 1;
      if (value < text.length) flags.push(makeFlag(name, word, value));
      else if (at + 1 < words.length) flags.push(makeFlag(name, word, undefined, words[++at]));
      break;
    }
  }
  // A value in its own word may have been unknown too.
  isUncertain ||= words.some((word) => !word.isOne);
  return { flags, rest, isUncertain };
}

/** @param from where the value begins in the flag's own word; otherwise `next` holds it */
function makeFlag(name: string, word: Word, from?: number, next?: Word): Flag {
  const { span } = word.location;
  if (next) {
    const isBehind = next.location.span.end > span.end;
    const location = isBehind ? placeBetween(word.location, next.location) : word.location;
    return { name, value: next.value, location, nameLocation: word.location, valueLocation: next.location };
  }
  if (from === undefined)
    return { name, value: undefined, location: word.location, nameLocation: word.location, valueLocation: undefined };
  const value: Value = word.value.slice(from);
  const head = word.value.slice(0, from).location?.span ?? span;
  const isWithin = head.start >= span.start && head.end <= span.end && head.end > head.start;
  const start = isWithin ? head.end - span.start : 0;
  return {
    name,
    value,
    location: word.location,
    nameLocation: isWithin ? placeWithin(word.location, 0, start) : word.location,
    valueLocation: placeWithin(word.location, start, span.end - span.start),
  };
}
