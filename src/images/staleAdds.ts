import { mustSucceed } from "./certainty";
import type { ImageEvent, ImageFlow, JobRun, ListAddEvent } from "./flow";
import { remoteKey } from "./publications";
import { reuseOf } from "./uniqueNames";

/**
 * True when a job builds an image and then adds what the registry has under its name, before it pushes what it has
 * built: the image of an earlier pipeline, or nothing.
 */
export function isStaleAdd(add: ListAddEvent, run: JobRun, { pipeline, publications }: ImageFlow): boolean {
  const { image, call } = add;
  const key = remoteKey(image);
  const content = run.added.get(add);
  if (call.subcommand !== "manifest add" || call.tool !== "buildah" || key === undefined || image.digest) return false;
  if (content?.kind !== "remote" || !mustSucceed(run, call)) return false;
  // A job that is not at hand may push it.
  if (pipeline.isFragment || pipeline.open !== undefined) return false;
  const before = run.events.slice(0, run.events.indexOf(add));
  if (!before.some((event) => makes(event, key)) || mayBePushed(run, add)) return false;
  const pushes = publications.get(key) ?? [];
  // What another job pushes is meant to come from there.
  if (pushes.some((push) => push.run !== run || push.index < content.published)) return false;
  if (image.transport === "docker") return true;
  // Without a transport the image in local storage is taken when the registry has none.
  return pushes.length > 0 && reuseOf(image) === "any";
}

function makes(event: ImageEvent, key: string): boolean {
  if (event.kind !== "build" && event.kind !== "commit" && event.kind !== "tag") return false;
  return event.names.some((name) => name.key === key && name.transport !== "docker");
}

/** True when a command before that is not known may have pushed it. */
function mayBePushed({ commands, opaque, isComplete }: JobRun, { call }: ListAddEvent): boolean {
  const at = commands.indexOf(call.command);
  return !isComplete || opaque.some((command) => commands.indexOf(command) < at);
}
