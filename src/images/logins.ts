import { findFlag } from "../buildah/call";
import { formatReference, type Reference } from "../buildah/reference";
import { credentialsOf, isLoginTo } from "./credentials";
import type { ImageEvent, JobRun, ListAddEvent, ListPushEvent, PushEvent } from "./flow";
import { needsLogin, type Registry, readRegistry, registryOf } from "./registry";

/** Something that a job does with a registry before it has logged in there. */
export interface MissingLogin {
  readonly event: PushEvent | ListPushEvent | ListAddEvent;
  readonly reference: Reference;
  readonly registry: Registry;
  /** The registries that it logs in to before. */
  readonly others: readonly Registry[];
  /** True when it logs in to the registry afterwards. */
  readonly isLate: boolean;
}

/** Several rules ask, each for one of the causes. */
const known = new WeakMap<JobRun, { readonly missing: MissingLogin | undefined }>();

/** The first push or add of a job that its registry refuses because nothing logs in before; undefined where something may. */
export function findMissingLogin(run: JobRun): MissingLogin | undefined {
  const found = known.get(run) ?? { missing: search(run) };
  known.set(run, found);
  return found.missing;
}

function search(run: JobRun): MissingLogin | undefined {
  for (const [index, event] of run.events.entries()) {
    const reference = referenceOf(event, run);
    const registry = reference && registryOf(reference);
    if (!registry || !needsLogin(registry) || credentialsOf(event, registry, run).kind !== "none") continue;
    // A registry without encryption hardly asks for a password.
    if (registry.kind === "host" && findFlag(event.call, "--tls-verify")?.value?.literal === "false") continue;
    const logins = run.events.slice(0, index).filter((other) => other.kind === "login");
    const others = logins.flatMap((login) => (login.registry && readRegistry(login.registry)) ?? []);
    const isLate = run.events.slice(index).some((later) => isLoginTo(later, registry));
    return { event: event as MissingLogin["event"], reference, registry, others, isLate };
  }
  return undefined;
}

/** What the event needs a login for. Images can be read without one from public projects: an add counts where the job pushes to GitLab's registry too. */
function referenceOf(event: ImageEvent, run: JobRun): Reference | undefined {
  const isRemote = ({ transport }: Reference) => transport === undefined || transport === "docker";
  if (event.kind === "push" || event.kind === "listPush")
    return isRemote(event.destination) ? event.destination : undefined;
  if (event.kind !== "listAdd" || event.image.transport !== "docker" || registryOf(event.image)?.kind !== "gitlab")
    return undefined;
  const pushes = run.events.some((other) => {
    const isPush = other.kind === "push" || other.kind === "listPush";
    return isPush && isRemote(other.destination) && registryOf(other.destination)?.kind === "gitlab";
  });
  return pushes ? event.image : undefined;
}

/** How what an event does is told in messages: `pushes REFERENCE`. */
export function describeUse({ event, reference }: MissingLogin): string {
  return `${event.kind === "listAdd" ? "adds" : "pushes"} ${formatReference(reference)}`;
}
