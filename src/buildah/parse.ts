import type { Command, Word } from "../shell/command";
import { type Location, placeBetween, placeWithin } from "../text/span";
import { fitted, unknownMark, type Value } from "../text/value";
import type { BuildahCall, Flag } from "./call";
import { type FlagDefinition, type Flags, flagsOf, type Tool } from "./flags";
import { findSpacedSwitch } from "./spacedSwitch";
import { isBefore, type Version } from "./version";

/** Other names of subcommands (cmd/buildah of Buildah, and Podman's `image` group). */
const subcommandAliases: ReadonlyMap<string, string> = new Map([
  ["bud", "build"],
  ["build-using-dockerfile", "build"],
  ["buildx build", "build"],
  ["image build", "build"],
  ["image push", "push"],
  ["image pull", "pull"],
  ["image tag", "tag"],
  ["image rm", "rmi"],
]);

const groups = new Set(["manifest", "image", "buildx"]);

/** Subcommands of Buildah whose flags end at the first argument (SetInterspersed(false) in cmd/buildah). */
const flagsFirst = new Set(
  "build push pull from commit rmi rm inspect images logout config run mount umount unshare add copy mkcw".split(" "),
);

/**
 * Reads a command as a call of Buildah, Podman or skopeo; undefined for any other command and for one without a known
 * subcommand.
 * @param version of Buildah; undefined when that is not known, which is then taken for the newest
 */
export function parseCall(command: Command, version?: Version): BuildahCall | undefined {
  const tool = toolOf(command.words[0]!);
  if (!tool) return undefined;
  const before = new FlagReader(command.words.slice(1), flagsOf(tool, "global"), tool, version);
  before.read("first");
  const [first, second] = before.rest;
  const name = first?.value.literal;
  if (name === undefined) return undefined;
  const member = groups.has(name) ? second?.value.literal : undefined;
  const written = member === undefined ? name : `${name} ${member}`;
  const subcommand = subcommandAliases.get(written) ?? written;
  const own = new FlagReader(before.rest.slice(member === undefined ? 1 : 2), flagsOf(tool, subcommand), tool, version);
  own.read(takesFlagsFirst(tool, subcommand, version) ? "before arguments" : "anywhere");
  const flags = [...before.flags, ...own.flags];
  const isUncertain = before.isUncertain || own.isUncertain;
  return {
    tool,
    subcommand,
    flags,
    positionals: fitted(own.rest),
    misplaced: own.misplaced,
    // An argument that was meant as the value of a switch: most such calls end with an error.
    hasUnknownWords: isUncertain || findSpacedSwitch({ flags, positionals: own.rest, command }) !== undefined,
    command,
    location: locationOf(command),
  };
}

function toolOf(word: Word): Tool | undefined {
  const name = word.value.literal?.split("/").at(-1);
  return name === "buildah" || name === "podman" || name === "skopeo" ? name : undefined;
}

/** Up to 1.29 `login` was one of them (measured with 1.28.2). */
function takesFlagsFirst(tool: Tool, subcommand: string, version: Version | undefined): boolean {
  if (tool !== "buildah") return false;
  if (subcommand === "login") return version !== undefined && isBefore(version, 1, 30);
  return flagsFirst.has(subcommand);
}

function locationOf({ words, location }: Command): Location {
  const [first, last] = [words[0]!.location, words.at(-1)!.location];
  return last.file === first.file && last.span.end >= first.span.start ? placeBetween(first, last) : location;
}

/** Reads flags as pflag does. */
class FlagReader {
  readonly flags: Flag[] = [];
  /** Arguments; of what stands before the subcommand, that and all behind it. */
  rest: Word[] = [];
  misplaced: readonly Word[] = [];
  /** A word may stand for other flags or arguments than the ones read here. */
  isUncertain: boolean;
  #at = 0;

  constructor(
    readonly words: readonly Word[],
    readonly known: Flags,
    readonly tool: Tool,
    readonly version: Version | undefined,
  ) {
    this.isUncertain = words.some((word) => !word.isOne);
  }

  /** @param where flags stand: `first` takes no argument at all */
  read(where: "first" | "before arguments" | "anywhere"): void {
    for (; this.#at < this.words.length; this.#at++) {
      const word = this.words[this.#at]!;
      const text = word.value.flat;
      if (text === "--") {
        this.rest.push(...this.words.slice(this.#at + 1));
        return;
      }
      const isFlag = text.length > 1 && text.startsWith("-");
      if (!isFlag && where === "first") {
        this.rest = this.words.slice(this.#at);
        return;
      }
      if (!isFlag) this.rest.push(word);
      else if (where === "before arguments" && this.rest.some(isArgument)) {
        this.misplaced = this.words.slice(this.#at);
        // What such a call does is not known: most end with an error.
        this.isUncertain = true;
        return;
      } else if (text.startsWith("--")) this.#long(word, text);
      else this.#shorts(word, text);
    }
  }

  #long(word: Word, text: string): void {
    const equals = text.indexOf("=");
    const name = equals < 0 ? text : text.slice(0, equals);
    const definition = this.known.get(name);
    // Whether the next word is its value cannot be told.
    if (!definition && equals < 0) this.isUncertain = true;
    if (equals >= 0) this.#add(name, definition, word, equals + 1);
    else this.#add(name, definition, word, undefined, definition?.kind === "value");
  }

  /** Short flags may be joined, the value of the last one too: `-qt name`, `-tname`, `-t=name`. */
  #shorts(word: Word, text: string): void {
    for (let letter = 1; letter < text.length; letter++) {
      const definition = this.known.get(`-${text[letter]}`);
      if (!definition) {
        this.#add(`-${text[letter]}`, undefined, word);
        this.isUncertain = true;
        return;
      }
      const hasEquals = text[letter + 1] === "=";
      if (definition.kind !== "value" && !hasEquals) {
        this.#add(definition.name, definition, word);
        continue;
      }
      const from = letter + (hasEquals ? 2 : 1);
      if (from < text.length || hasEquals) this.#add(definition.name, definition, word, from);
      else this.#add(definition.name, definition, word, undefined, true);
      return;
    }
  }

  /**
   * @param from where the value begins in the flag's own word
   * @param takesNext true when the next word is the value
   */
  #add(name: string, definition: FlagDefinition | undefined, word: Word, from?: number, takesNext = false): void {
    const next = takesNext ? this.words[this.#at + 1] : undefined;
    if (next) this.#at++;
    const since = this.tool === "buildah" && this.version ? definition?.since : undefined;
    const isTooNew = since !== undefined && isBefore(this.version!, since.major, since.minor);
    const isKnown = this.known.size === 0 || (definition !== undefined && !isTooNew);
    this.flags.push({ name: definition?.name ?? name, definition, isKnown, ...placesOf(word, from, next) });
  }
}

/** True for what is certainly an argument, not a flag that a variable holds. */
function isArgument({ value, isOne }: Word): boolean {
  return isOne && !value.flat.startsWith(unknownMark);
}

/** The value of a flag and where it and its parts stand. */
function placesOf(
  word: Word,
  from: number | undefined,
  next: Word | undefined,
): Pick<Flag, "value" | "location" | "nameLocation" | "valueLocation"> {
  const { span } = word.location;
  if (next) {
    const isBehind = next.location.span.end > span.end;
    const location = isBehind ? placeBetween(word.location, next.location) : word.location;
    return { value: next.value, location, nameLocation: word.location, valueLocation: next.location };
  }
  if (from === undefined)
    return { value: undefined, location: word.location, nameLocation: word.location, valueLocation: undefined };
  const value: Value = word.value.slice(from);
  const head = word.value.slice(0, from).location?.span ?? span;
  const isWithin = head.start >= span.start && head.end <= span.end && head.end > head.start;
  const start = isWithin ? head.end - span.start : 0;
  return {
    value,
    location: word.location,
    nameLocation: isWithin ? placeWithin(word.location, 0, start) : word.location,
    valueLocation: placeWithin(word.location, start, span.end - span.start),
  };
}
