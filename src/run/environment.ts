import type { JobEnvironment } from "../images/environment";
import { flagValue, readFlags } from "./arguments";
import type { Resolver } from "./resolve";

/**
 * Variables that Buildah reads itself and that say how to build, not where the runner keeps its files and logins
 * (buildah(1), buildah-build(1), containers-storage.conf(5)).
 */
const settings = [
  "BUILDAH_FORMAT",
  "BUILDAH_HISTORY",
  "BUILDAH_ISOLATION",
  "BUILDAH_LAYERS",
  "SOURCE_DATE_EPOCH",
  "STORAGE_DRIVER",
  "STORAGE_OPTS",
];

/** The variables that a build needs in its environment: Buildah's own, and those that its arguments name. */
export function readEnvironment(
  job: JobEnvironment,
  args: readonly string[],
  resolver: Resolver,
): Record<string, string> {
  const environment: Record<string, string> = {};
  const add = (name: string) => {
    const value = job.get(name);
    const text = value ? resolver.text(value) : resolver.variable(name);
    if (text !== undefined) environment[name] = text;
  };
  for (const name of settings) if (job.has(name)) add(name);
  for (const { name, isNeeded } of namedVariables(args)) if (isNeeded || job.has(name)) add(name);
  return environment;
}

/** A build's arguments and its environment. */
interface Surroundings {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Makes one environment for all builds of a job. Where builds see different values, as in a loop, those of build
 * arguments go into the arguments; the names of others are in `ambiguous`, and the last one counts.
 */
export function joinEnvironments(builds: readonly Surroundings[]): {
  readonly environment: Record<string, string>;
  readonly arguments: readonly (readonly string[])[];
  readonly ambiguous: readonly string[];
} {
  const environment: Record<string, string> = Object.assign({}, ...builds.map((build) => build.environment));
  const names = Object.keys(environment).filter((name) =>
    builds.some((build) => name in build.environment && build.environment[name] !== environment[name]),
  );
  const inline = new Set(
    names.filter((name) =>
      builds.every((build) => !(name in build.environment) || takesOnlyAsArgument(build.arguments, name)),
    ),
  );
  for (const name of inline) delete environment[name];
  return {
    environment,
    arguments: builds.map((build) => writeValues(build, inline)),
    ambiguous: names.filter((name) => !inline.has(name)),
  };
}

const argumentFlags = new Set(["--build-arg", "--env"]);

function takesOnlyAsArgument(args: readonly string[], name: string): boolean {
  const isElsewhere = readFlags(args).some((flag) => flag.name === "--secret" && flagValue(args, flag)?.includes(name));
  return !settings.includes(name) && !isElsewhere;
}

function writeValues({ arguments: args, environment }: Surroundings, names: ReadonlySet<string>): readonly string[] {
  const written = [...args];
  for (const flag of readFlags(args)) {
    const name = argumentFlags.has(flag.name) ? flagValue(args, flag) : undefined;
    if (name !== undefined && names.has(name) && flag.value) written[flag.value.index] += `=${environment[name]}`;
  }
  return written;
}

/** Variables whose values Buildah takes from its environment because an argument names them. */
function namedVariables(args: readonly string[]): { name: string; isNeeded: boolean }[] {
  return readFlags(args).flatMap((flag) => {
    const value = flagValue(args, flag);
    if (value === undefined) return [];
    if (argumentFlags.has(flag.name)) return isName(value) ? [{ name: value, isNeeded: true }] : [];
    return flag.name === "--secret" ? secretVariable(value) : [];
  });
}

/** `id=…,env=NAME`; without a source the secret is the variable named like the id or, if there is none, a file. */
function secretVariable(text: string): { name: string; isNeeded: boolean }[] {
  const fields = new Map(
    text.split(",").map((field) => [field.split("=", 1)[0]!.trim(), field.slice(field.indexOf("=") + 1)]),
  );
  const source = fields.get("src") ?? fields.get("source");
  const name = fields.get("env") ?? (fields.get("type") === "env" ? source : undefined);
  if (name !== undefined) return isName(name) ? [{ name, isNeeded: true }] : [];
  const id = fields.get("id");
  return id !== undefined && source === undefined && isName(id) ? [{ name: id, isNeeded: false }] : [];
}

function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}
