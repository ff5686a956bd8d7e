import type { BuildahCall } from "../buildah/call";
import type { Reference } from "../buildah/reference";
import type { Word } from "../shell/command";
import { replace, type TextEdit } from "../text/finding";
import { isSameLocation, type Location, placeWithin } from "../text/span";
import { insertItem } from "../yaml/edit";
import { getValue, type ScalarNode, type SeqNode } from "../yaml/node";
import type { ImageFlow, JobRun } from "./flow";
import { isWithin } from "./sharing";

/** The text of a place as it is written. */
export function sourceAt({ pipeline }: ImageFlow, { file, span }: Location): string | undefined {
  return pipeline.files.get(file)?.text.slice(span.start, span.end);
}

/** A word as it is written, in one pair of quotes or none; undefined for one that is written in another way. */
export function readPlain(word: Word, flow: ImageFlow): { readonly quote: string; readonly text: string } | undefined {
  const [, quote, text] = /^(["']?)([^"'\s\\]+)\1$/.exec(sourceAt(flow, word.location) ?? "") ?? [];
  return quote === undefined || text === undefined ? undefined : { quote, text };
}

/** The word that names the subcommand: `push` of `manifest push`, `bud` of a build. */
export function verbOf({ command, subcommand }: BuildahCall): Word | undefined {
  const names = subcommand === "build" ? ["build", "bud", "build-using-dockerfile"] : [subcommand.split(" ").at(-1)];
  return command.words.find(({ value }) => names.includes(value.literal));
}

/** The edit that puts flags behind the name of the subcommand; undefined where that is not written there. */
export function insertFlags(call: BuildahCall, flags: string, flow: ImageFlow): TextEdit | undefined {
  const word = verbOf(call);
  const name = word?.value.literal;
  if (!word || name === undefined || sourceAt(flow, word.location) !== name) return undefined;
  return replace(placeWithin(word.location, name.length, name.length), ` ${flags}`);
}

/** The edit that puts a text in front of a word, within its quotes. */
export function prefixWord(word: Word, prefix: string, flow: ImageFlow): TextEdit | undefined {
  const plain = readPlain(word, flow);
  return plain && replace(placeWithin(word.location, plain.quote.length, plain.quote.length), prefix);
}

/** The edit that repeats a word behind itself, in the same quotes, with a text in front. */
export function repeatWord(word: Word, prefix: string, flow: ImageFlow): TextEdit | undefined {
  const plain = readPlain(word, flow);
  if (!plain) return undefined;
  const end = 2 * plain.quote.length + plain.text.length;
  return replace(placeWithin(word.location, end, end), ` ${plain.quote}${prefix}${plain.text}${plain.quote}`);
}

/** The edits that let two words change places. */
export function swapWords(a: Location, b: Location, flow: ImageFlow): readonly TextEdit[] | undefined {
  const [first, second] = [sourceAt(flow, a), sourceAt(flow, b)];
  const isPlain = first && second && ![first, second].some((text) => /[\s\\]/.test(text));
  return isPlain ? [replace(a, second), replace(b, first)] : undefined;
}

/** The edit that takes a text away together with the blank in front of it; undefined where it is not on its own there. */
export function removeWithBlank({ file, span }: Location, flow: ImageFlow): TextEdit | undefined {
  const before = sourceAt(flow, { file, span: { start: Math.max(span.start - 2, 0), end: span.start } }) ?? "";
  return /\S[ \t]$/.test(before) ? replace({ file, span: { start: span.start - 1, end: span.end } }, "") : undefined;
}

/** The edit that puts a text behind a call and its redirections; undefined where more follows on the line. */
export function appendToCall({ location }: BuildahCall, text: string, flow: ImageFlow): TextEdit | undefined {
  const { file, span } = location;
  const rest = flow.pipeline.files.get(file)?.text.slice(span.end) ?? "";
  const found = /^((?:[ \t]*\d*&?>{1,2}&?[ \t]*[^\s;&|<>"'#]+)*)["']?[ \t]*(?:[ \t]#|\r?\n|$)/.exec(rest);
  const end = span.end - span.start + (found?.[1]?.length ?? 0);
  return found ? replace(placeWithin(location, end, end), text) : undefined;
}

/** The edit that writes another transport in front of a reference, or one where none is. */
export function writeTransport(
  word: Word,
  { transport }: Reference,
  wanted: string,
  flow: ImageFlow,
): TextEdit | undefined {
  if (transport === undefined) return prefixWord(word, wanted, flow);
  const plain = readPlain(word, flow);
  const old = `${transport}://`;
  if (!plain?.text.startsWith(old)) return undefined;
  const start = plain.quote.length;
  return replace(placeWithin(word.location, start, start + old.length), wanted);
}

/** A call's text up to the name of its subcommand, which another subcommand can follow: `buildah --root x manifest`. */
export function headOf(call: BuildahCall, flow: ImageFlow): string | undefined {
  const word = verbOf(call);
  if (!word) return undefined;
  const { file, span } = call.location;
  const text = sourceAt(flow, { file, span: { start: span.start, end: word.location.span.start } });
  return text && /[\r\n]/.test(text) ? undefined : text;
}

/** The item of a script that holds a call; undefined where it is not an item of a list of the job's own. */
export function itemOf(
  { location }: BuildahCall,
  { job }: JobRun,
): { readonly list: SeqNode; readonly item: ScalarNode } | undefined {
  const found = ["before_script", "script"].flatMap((key) => {
    const list = getValue(job.body, key);
    return list?.kind === "seq" ? list.items.map((item) => ({ list, item })) : [];
  });
  const holder = found.find(({ item }) => isWithin(location, item.location));
  return holder?.item.kind === "scalar" ? { list: holder.list, item: holder.item } : undefined;
}

/** The edit that puts a line in front of a call or behind it, where the call is all of an item of its script. */
export function insertLine(
  call: BuildahCall,
  line: string,
  place: "before" | "after",
  run: JobRun,
  flow: ImageFlow,
): TextEdit | undefined {
  const holder = itemOf(call, run);
  const file = flow.pipeline.files.get(call.location.file);
  const [written, own] = [holder?.item.location, call.location].map((at) => at && sourceAt(flow, at));
  // Text around it may be a branch, or set a variable that the line would need too.
  if (!holder || !file || !own || written?.replace(/^(["'])(.*)\1$/s, "$2") !== own) return undefined;
  return insertItem(file, holder.list, call.location.span.start, line, place);
}

/** True when other runs have a call that is written at the same place, and for one of them `holds` is not so. */
export function differsElsewhere(
  call: BuildahCall,
  { runs }: ImageFlow,
  holds: (same: BuildahCall) => boolean,
): boolean {
  return runs.some(({ calls }) =>
    calls.some((other) => isSameLocation(other.location, call.location) && !holds(other)),
  );
}
