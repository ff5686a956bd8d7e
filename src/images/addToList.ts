import type { Reference } from "../buildah/reference";
import type { Pipeline } from "../gitlab/pipeline";
import type { TextEdit } from "../text/finding";
import type { Value } from "../text/value";
import { insertItem } from "../yaml/edit";
import { getValue } from "../yaml/node";
import type { JobRun, ListAddEvent } from "./flow";
import { isWithin } from "./sharing";

/**
 * The edit that adds one more image to a list: a copy of the item that holds `last`, for the other reference. Undefined
 * where the item does more than that one command, or where the references differ by text that is not written in it.
 */
export function addToList(last: ListAddEvent, image: Reference, run: JobRun, pipeline: Pipeline): TextEdit | undefined {
  const { call } = last;
  const file = pipeline.files.get(call.location.file);
  const items = ["before_script", "script"].flatMap((key) => {
    const list = getValue(run.job.body, key);
    return list?.kind === "seq" ? list.items.map((item) => ({ list, item })) : [];
  });
  const holder = items.find(({ item }) => isWithin(call.location, item.location));
  const difference = differingPart(last.image.name, image.name);
  const place = difference?.from.editable;
  if (!file || holder?.item.kind !== "scalar" || !place || !isWithin(place, call.location)) return undefined;
  if (
    call.subcommand !== "manifest add" ||
    run.commands.filter((command) => command.item === call.command.item).length > 1
  )
    return undefined;
  const { span } = holder.item.location;
  const line =
    file.text.slice(span.start, place.span.start) + difference!.to + file.text.slice(place.span.end, span.end);
  return /[\r\n]/.test(line) ? undefined : insertItem(file, holder.list, call.location.span.start, line, "after");
}

/** The part in which two texts differ: of the first as a value, of the second as text. */
export function differingPart(a: Value, b: Value): { readonly from: Value; readonly to: string } | undefined {
  let start = 0;
  while (start < Math.min(a.flat.length, b.flat.length) && a.flat[start] === b.flat[start]) start++;
  let end = 0;
  while (end < Math.min(a.flat.length, b.flat.length) - start && a.flat.at(-1 - end) === b.flat.at(-1 - end)) end++;
  // A part of some length is needed: where the second only adds to the first, so many letters are replaced by more.
  if (start + end === a.flat.length && start > 0) start--;
  const [from, to] = [a.slice(start, a.flat.length - end), b.slice(start, b.flat.length - end).literal];
  const rests = [a, b].map((value) => [value.slice(0, start).key, value.slice(value.flat.length - end).key]);
  const isSame = rests[0]![0] === rests[1]![0] && rests[0]![1] === rests[1]![1];
  return isSame && to !== undefined && rests[0]!.every((key) => key !== undefined) ? { from, to } : undefined;
}
