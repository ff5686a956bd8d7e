import { headOf, insertLine, sourceAt } from "../images/callText";
import type { ImageFlow, JobRun, ListCreateEvent } from "../images/flow";
import type { TextEdit } from "../text/finding";

/** The edit that removes the list of an earlier pipeline, if there is one, before a list of its name is made. */
export function removeBefore({ call, list }: ListCreateEvent, run: JobRun, flow: ImageFlow): TextEdit | undefined {
  const head = headOf(call, flow);
  const name = sourceAt(flow, list.location);
  if (!head || !name || /[\s\\]/.test(name)) return undefined;
  return insertLine(call, `${head}rm ${name} || true`, "before", run, flow);
}
