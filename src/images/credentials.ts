import { type Flag, findFlag } from "../buildah/call";
import type { ScriptText } from "../shell/command";
import { getValue } from "../yaml/node";
import type { ImageEvent, JobRun, LoginEvent } from "./flow";
import { mayKeepState } from "./keptState";
import { maySame, type Registry, readRegistry } from "./registry";

/** How a job shows a registry who it is. */
export type Credentials =
  | { readonly kind: "flag"; readonly flag: Flag }
  | { readonly kind: "login"; readonly login: LoginEvent }
  /** In a way that is not known, if at all. */
  | { readonly kind: "unknown" }
  | { readonly kind: "none" };

/** Flags that hold credentials, or name a file with them; those of skopeo for its two sides are taken for either. */
const credentialFlags = ["--creds", "--authfile"].flatMap((flag) => [
  flag,
  `--src-${flag.slice(2)}`,
  `--dest-${flag.slice(2)}`,
]);

/** Variables that name a file with credentials, or hold its content. */
const credentialVariables = ["REGISTRY_AUTH_FILE", "DOCKER_AUTH_CONFIG", "DOCKER_CONFIG", "XDG_RUNTIME_DIR"];

/** The files in which Buildah looks for credentials (containers-auth.json(5)). */
const credentialFile =
  /\bauth\.json|\.docker(?![\w.-])|\.dockercfg|\bconfig\.json|REGISTRY_AUTH_FILE|DOCKER_AUTH_CONFIG|DOCKER_CONFIG/;

/** What an event shows the registry: a flag of its own, a login before it that is for the registry or may be. */
export function credentialsOf(event: ImageEvent, registry: Registry, run: JobRun): Credentials {
  const { call } = event;
  const flag = credentialFlags.map((name) => findFlag(call, name)).find((found) => found !== undefined);
  if (flag) return { kind: "flag", flag };
  const before = run.events.slice(0, run.events.indexOf(event));
  const login = before.filter((other) => other.kind === "login").findLast((other) => isLoginTo(other, registry));
  if (login) return { kind: "login", login };
  const at = run.commands.indexOf(call.command);
  const isUnknown =
    !run.isComplete ||
    mayKeepState(run) ||
    call.hasUnknownWords ||
    run.opaque.some((command) => run.commands.indexOf(command) < at) ||
    mayHaveCredentials(run);
  return { kind: isUnknown ? "unknown" : "none" };
}

/** True for a login to the registry, or to one that may be it. */
export function isLoginTo(event: ImageEvent, registry: Registry): boolean {
  return event.kind === "login" && maySame(event.registry && readRegistry(event.registry), registry);
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
