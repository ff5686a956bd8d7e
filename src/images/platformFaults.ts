import type { BuildahCall, Flag } from "../buildah/call";
import { type PlatformSuggestion, readPlatform } from "../buildah/platform";
import type { Word } from "../shell/command";
import type { PlatformUse } from "./event";

/** What is wrong with the form of an item of `--platform`; each is the business of one rule. */
export type PlatformFault = "blank" | "gap" | "form";

/**
 * What is wrong with the form of an item: a blank in it (`" linux/arm64"`), nothing where a part or an item belongs
 * (`linux//arm64`, `linux/amd64,`), or another form than a platform's. Undefined for all else, half platforms too.
 */
export function faultOf({ value, reading, flag }: PlatformUse): PlatformFault | undefined {
  const { flat } = value;
  if (/\s/.test(flat)) return "blank";
  if (reading?.kind !== "malformed") return undefined;
  if (flat === "") return flag.value?.flat === "" ? "form" : "gap";
  return /^\/|\/\//.test(flat) ? "gap" : "form";
}

/** True for a value that an empty variable is a part of, which the project's settings may fill; it may have let the next word slip in. */
export function mayBeFilledIn({ flag, location }: PlatformUse, source: string): boolean {
  const { nameLocation, valueLocation } = flag;
  if (!valueLocation || flag.value?.flat === "")
    return source.slice(location.span.start, location.span.end).includes("$");
  return source.slice(nameLocation.span.end, valueLocation.span.start).includes("$");
}

/** True for a list in which something else than one whole variable stands for a part of it. */
export function isPieced({ flag }: PlatformUse, source: string): boolean {
  const { valueLocation } = flag;
  const written = valueLocation ? source.slice(valueLocation.span.start, valueLocation.span.end) : "";
  return written.includes("$") && !/^["']?\$\{?\w+\}?["']?$/.test(written);
}

/**
 * The argument behind a `--platform` that was meant as a part of its list: the shell makes two words of
 * `linux/amd64, linux/arm64`. Without the comma it may be the context, unless that is there too.
 */
export function findSplitList({ command, positionals, misplaced }: BuildahCall, flag: Flag): Word | undefined {
  const { value, location } = flag;
  if (!value?.flat) return undefined;
  const isItsWord = (word: Word) =>
    word.value === value || (word.location === location && word.value.flat.endsWith(`=${value.flat}`));
  const next = command.words[command.words.findIndex(isItsWord) + 1];
  const items = next?.value.flat.replace(/^,/, "").split(",");
  const isPlatform = items?.every((item) => readPlatform(item).kind === "platform");
  if (!next || !isPlatform || !positionals.includes(next)) return undefined;
  return value.flat.endsWith(",") || positionals.length > 1 || misplaced.length > 0 ? next : undefined;
}

/** What an item of another form than a platform's can have meant. */
export function suggestionFor({ reading }: PlatformUse): PlatformSuggestion {
  return reading?.kind === "malformed" ? reading : { suggestion: undefined, isCertain: false };
}
