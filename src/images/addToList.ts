import type { Reference } from "../buildah/reference";
import type { Pipeline } from "../gitlab/pipeline";
import { differingPart } from "../text/differingPart";
import type { TextEdit } from "../text/finding";
import { insertItem } from "../yaml/edit";
import { itemOf } from "./callText";
import type { JobRun, ListAddEvent } from "./flow";
import { isWithin } from "./sharing";

/**
 * The edit that adds one more image to a list: a copy of the item that holds `last`, for the other reference. Undefined
 * where the item does more than that one command, or where the references differ by text that is not written in it.
 */
export function addToList(last: ListAddEvent, image: Reference, run: JobRun, pipeline: Pipeline): TextEdit | undefined {
  const { call } = last;
  const file = pipeline.files.get(call.location.file);
  const holder = itemOf(call, run);
  const difference = differingPart(last.image.name, image.name);
  const place = difference?.from.editable;
  if (!file || !holder || !place || !isWithin(place, call.location)) return undefined;
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
