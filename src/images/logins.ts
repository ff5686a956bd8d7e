import { findFlag } from "../buildah/call";
import { formatReference, type Reference } from "../buildah/reference";
import type { ScriptText } from "../shell/command";
import { getValue } from "../yaml/node";
import type { ImageEvent, JobRun, ListAddEvent, ListPushEvent, PushEvent } from "./flow";
import { mayKeepState } from "./keptState";
import { maySame, needsLogin, type Registry, readRegistry, registryOf } from "./registry";

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

/** Variables that name a file with credentials, or hold its content. */
const credentialVariables = ["REGISTRY_AUTH_FILE", "DOCKER_AUTH_CONFIG", "DOCKER_CONFIG", "XDG_RUNTIME_DIR"];

/** The files in which Buildah looks for credentials (containers-auth.json(5)). */
const credentialFile =
  /\bauth\.json|\.docker(?![\w.-])|\.dockercfg|\bconfig\.json|REGISTRY_AUTH_FILE|DOCKER_AUTH_CONFIG|DOCKER_CONFIG/;

/** The first push or add of a job that its registry refuses because nothing logs in before; undefined where something may. */
export function findMissingLogin(run: JobRun): MissingLogin | undefined {
  if (!run.isComplete || mayKeepState(run)) return undefined;
  const others: (Registry | undefined)[] = [];
  for (const [index, event] of run.events.entries()) {
    if (event.kind === "login") {
      others.push(event.registry && readRegistry(event.registry));
    }
    const reference = referenceOf(event, run);
    const registry = reference && registryOf(reference);
    if (!registry || !needsLogin(registry) || others.some((login) => maySame(login, registry))) continue;
    const { call } = event;
    if (findFlag(call, "--creds") || findFlag(call, "--authfile") || call.hasUnknownWords) continue;
    // A registry without encryption hardly asks for a password.
    if (registry.kind === "host" && findFlag(call, "--tls-verify")?.value?.literal === "false") continue;
    const at = run.commands.indexOf(call.command);
    if (run.opaque.some((command) => run.commands.indexOf(command) < at) || mayHaveCredentials(run)) return undefined;
    const isLate = run.events.slice(index).some((later) => isLoginTo(later, registry));
    return {
      event: event as MissingLogin["event"],
      reference,
      registry,
      others: others.filter((other) => other !== undefined),
      isLate,
    };
  }
  return undefined;
}

/** True for a login to the registry, or to one that may be it. */
export function isLoginTo(event: ImageEvent, registry: Registry): boolean {
  return event.kind === "login" && maySame(event.registry && readRegistry(event.registry), registry);
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

/** True when a variable or a command may give the job credentials in another way than by a login. */
function mayHaveCredentials({ job, variable }: JobRun): boolean {
  const secrets = getValue(job.body, "secrets");
  if (secrets && secrets.kind !== "map") return true;
  const names = [...job.variableNames, ...(secrets?.kind === "map" ? secrets.entries.keys() : [])];
  if (names.some((name) => credentialVariables.includes(name) || credentialFile.test(variable(name)?.flat ?? "")))
    return true;
  return [job.beforeScript, job.script].some((part) => part.state === "known" && part.value.some(namesCredentials));
}

/** A script that names one of the files or variables makes the file, or has another command make it. */
function namesCredentials({ text }: ScriptText): boolean {
  return credentialFile.test(text);
}

/** How what an event does is told in messages: `pushes REFERENCE`. */
export function describeUse({ event, reference }: MissingLogin): string {
  return `${event.kind === "listAdd" ? "adds" : "pushes"} ${formatReference(reference)}`;
}
