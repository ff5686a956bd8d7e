import { execFile } from "node:child_process";
import { join } from "node:path";
import { parse } from "yaml";
import { type Comparable, isMap, type Json, normalise } from "./differential";

/** An implementation of GitLab's pipelines that shares nothing with this one. */
const program = join(process.cwd(), "node_modules", "gitlab-ci-local", "dist", "index.js");

/** What stands in the package's output beside the jobs. */
const globals = new Set(["stages", "variables", "workflow", "cache", "image", "services", "spec", "default"]);

/**
 * The effective jobs of a pipeline as gitlab-ci-local sees them.
 * @param folder a part of a git repository, with a `.gitlab-ci.yml`
 * @throws Error with what the package has against the pipeline
 */
export async function readPackage(folder: string): Promise<Comparable> {
  // The schema of the package knows less than GitLab takes.
  const run = (mode: string) => runPackage([mode, "--json-schema-validation=false"], folder);
  // Warnings stand before the first line of the YAML.
  const text = (await run("--preview")).replace(/^.*?^---$/ms, "");
  const pipeline: Json = parse(text, { maxAliasCount: -1 });
  const jobs = Object.entries(pipeline).filter((entry): entry is [string, Json] => {
    const [name, value] = entry;
    return !globals.has(name) && isMap(value);
  });
  const hasInstances = jobs.some(([, job]) => job.parallel !== undefined);
  const names = hasInstances
    ? (JSON.parse(await run("--list-json")) as { name: string }[]).map(({ name }) => name)
    : [];
  return {
    stages: pipeline.stages,
    jobs: new Map(
      jobs.map(([name, job]) => {
        const instances = job.parallel ? names.filter((other) => other.startsWith(`${name}: [`)) : [name];
        const variables = {
          ...inheritedVariables(pipeline.variables, job),
          ...(isMap(job.variables) ? job.variables : {}),
        };
        return [name, normalise({ ...job, variables, instances: instances.map(gitlabName) })];
      }),
    ),
  };
}

function runPackage(args: readonly string[], cwd: string): Promise<string> {
  // Nothing of the machine's may reach it: no variables, no settings of a home folder.
  const env = { PATH: process.env.PATH, HOME: cwd, NO_COLOR: "1" };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...args], { cwd, env, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr || error.message));
      else resolve(stdout);
    });
  });
}

/** GitLab writes `job 1/2` where the package writes `job: [1/2]`, and the package has no blank behind a comma. */
function gitlabName(name: string): string {
  return name.replace(/: \[(\d+\/\d+)\]$/, " $1").replaceAll(", ", ",");
}

/** The global variables that `inherit` lets through. */
function inheritedVariables(variables: unknown, job: Json): Json {
  const allowed = isMap(job.inherit) ? job.inherit.variables : undefined;
  if (!isMap(variables) || allowed === false) return {};
  if (!Array.isArray(allowed)) return variables;
  return Object.fromEntries(Object.entries(variables).filter(([name]) => allowed.includes(name)));
}
