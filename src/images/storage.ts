import type { Reference } from "../buildah/reference";
import type { JobRun, PushEvent } from "./flow";

/** Tags that people give to runners which run jobs on the machine itself. */
const machineTag = /(^|[-_.])(shell|ssh|metal|baremetal|podman|host|vm|local)($|[-_.\d])/i;

/**
 * True when the runner may keep images and logins from one job to the next: a shell runner does. Where no setting tells,
 * that is so where a tag of one's own says it, and where a job with such tags names no image.
 */
export function mayKeepState({ job, runner }: JobRun): boolean {
  if (runner.isHosted) return false;
  if (runner.facts.keepsState !== undefined) return runner.facts.keepsState;
  if (job.tags.state === "unknown") return true;
  if (job.tags.state === "absent") return false;
  const names = job.tags.value.map((tag) => (tag.kind === "scalar" ? tag.text : "shell"));
  return names.some((name) => machineTag.test(name)) || (job.image.state === "absent" && names.length > 0);
}

/** Variables and flags that put the storage elsewhere, where it may outlive the job. */
const storageVariables = ["CONTAINERS_STORAGE_CONF", "STORAGE_OPTS", "CONTAINERS_CONF"];
const storageFlags = ["--root", "--storage-opt"];

/** Where a name of the local storage that a push sends comes from. */
export type Origin =
  | { readonly kind: "made" }
  | { readonly kind: "unknown" }
  | { readonly kind: "missing"; readonly made: readonly Reference[] };

/** Tells whether a command before the push made the name that it sends. `made` are the names that there are. */
export function originOf(run: JobRun, push: PushEvent): Origin {
  const { key, name, digest, transport } = push.source;
  const unknown: Origin = { kind: "unknown" };
  const isLocal = transport === undefined || transport === "containers-storage";
  // An image may also be named by its id.
  if (key === undefined || !isLocal || digest || /^[0-9a-f]{12,64}$/.test(name.flat)) return unknown;
  if (
    !run.isComplete ||
    mayKeepState(run) ||
    storageVariables.some((variable) => run.job.variableNames.includes(variable))
  )
    return unknown;
  const at = run.commands.indexOf(push.call.command);
  if (run.opaque.some((command) => run.commands.indexOf(command) < at)) return unknown;
  const made: Reference[] = [];
  for (const event of run.events) {
    if (event.call.flags.some((flag) => storageFlags.includes(flag.name))) return unknown;
    if (event === push) break;
    if (event.kind === "build") {
      // What stands for further words may be `-t NAME`.
      if (event.call.hasUnknownWords) return unknown;
      made.push(...event.names, ...(event.list ? [event.list] : []));
    } else if (event.kind === "listCreate") made.push(event.list);
    else if (event.kind === "obtain") made.push(...event.names);
  }
  if (made.some((other) => other.key === undefined || isArchive(other))) return unknown;
  // A short name finds an image of that name from any registry (containers/common, libimage).
  const short = key.startsWith("localhost/") ? key.slice("localhost".length) : undefined;
  const isMade = made.some((other) => other.key === key || (short !== undefined && other.key!.endsWith(short)));
  return isMade ? { kind: "made" } : { kind: "missing", made };
}

/** An archive or a folder: the name of the image is in there. */
function isArchive({ transport }: Reference): boolean {
  return transport !== undefined && transport !== "docker" && transport !== "containers-storage";
}
