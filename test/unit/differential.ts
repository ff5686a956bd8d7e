import { isDeepStrictEqual } from "node:util";
import type { JobsReport } from "../../src/reports/jobs";

/** Anything that JSON can say. */
export type Json = Readonly<Record<string, unknown>>;

/** A pipeline in the form in which two implementations are compared: for each job its keywords. */
export interface Comparable {
  readonly stages: unknown;
  readonly jobs: ReadonlyMap<string, Json>;
}

/** Something that is not equal. */
export interface Difference {
  /** The job's name; empty for the pipeline. */
  readonly job: string;
  /** The keyword, `variables.NAME` for a variable; empty for the whole job. */
  readonly keyword: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

export const isMap = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What `buildah-pipelines jobs --format json` says. */
export function readReport(report: JobsReport): Comparable {
  const jobs = new Map<string, Json>();
  const instances = new Map<string, string[]>();
  for (const { name, job, keywords } of report.jobs) {
    const names = instances.get(job) ?? [];
    // The package has no blank behind a comma.
    names.push(name.replaceAll(", ", ","));
    instances.set(job, names);
    jobs.set(job, normalise({ ...keywords, instances: names }));
  }
  return { stages: report.stages, jobs };
}

/** Everything that is not equal, in the order of the jobs. */
export function compare(ours: Comparable, theirs: Comparable): Difference[] {
  const differences: Difference[] = [];
  const check = (job: string, keyword: string, our: unknown, their: unknown) => {
    if (!isDeepStrictEqual(our, their)) differences.push({ job, keyword, ours: our, theirs: their });
  };
  check("", "stages", ours.stages, theirs.stages);
  for (const name of new Set([...theirs.jobs.keys(), ...ours.jobs.keys()])) {
    const [our, their] = [ours.jobs.get(name), theirs.jobs.get(name)];
    if (our && their) for (const keyword of keysOf(our, their)) check(name, keyword, our[keyword], their[keyword]);
    else check(name, "", our && "a job", their && "a job");
  }
  return differences;
}

function keysOf(a: Json, b: Json): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

/** One form for what both may write in several: variables become `variables.NAME`, what is empty is left out. */
export function normalise(job: Json): Json {
  const { variables = {}, extends: _extends, inherit: _inherit, parallel: _parallel, ...keywords } = job;
  const all: Json = {
    ...keywords,
    stage: keywords.stage ?? "test",
    ...Object.fromEntries(
      Object.entries(variables as Json).map(([name, value]) => [`variables.${name}`, variable(value)]),
    ),
  };
  const normal = Object.entries(all).map(([keyword, value]) => {
    const form = forms[keyword];
    return [keyword, form && isPresent(value) && !isUnknown(value) ? form(value) : value];
  });
  return Object.fromEntries(normal.filter(([, value]) => isPresent(value) && !isDeepStrictEqual(value, {})));
}

const forms: Readonly<Record<string, (value: unknown) => unknown>> = {
  script: flatten,
  before_script: flatten,
  after_script: flatten,
  tags: flatten,
  rules: flatten,
  needs: (value) => flatten(value).map(need),
  services: (value) => flatten(value).map(service),
  cache: (value) =>
    flatten(value)
      .map(cache)
      .filter((item) => isMap(item) && item.paths !== undefined),
  image,
};

function flatten(value: unknown): unknown[] {
  return [value].flat(Number.POSITIVE_INFINITY);
}

function need(value: unknown): unknown {
  const { job, artifacts = true, optional, parallel, ...elsewhere } = isMap(value) ? value : { job: value };
  const isHere = elsewhere.project === undefined && elsewhere.pipeline === undefined;
  // The package writes the whole entry where there is no job.
  const name = isMap(job) ? undefined : job;
  return present({
    job: name,
    artifacts,
    optional: optional ?? (isHere ? false : undefined),
    parallel: selection(parallel),
    ...elsewhere,
  });
}

/** A selection of instances, with a list for each variable. */
function selection(parallel: unknown): unknown {
  if (!isMap(parallel) || !Array.isArray(parallel.matrix)) return parallel;
  return { matrix: parallel.matrix.map((entry: Json) => mapValues(entry, flatten)) };
}

/** The package keeps no more than this of an image. */
function image(value: unknown): unknown {
  const { name, entrypoint, docker } = isMap(value) ? value : { name: value };
  return present({
    name,
    entrypoint,
    docker: isMap(docker) ? present({ user: docker.user, platform: docker.platform }) : undefined,
  });
}

/** The package keeps no more than this of a service. */
function service(value: unknown): unknown {
  const { name, entrypoint, command, alias, variables } = isMap(value) ? value : { name: value };
  return present({
    name,
    entrypoint,
    command,
    alias,
    variables: isMap(variables) ? mapValues(variables, String) : undefined,
  });
}

/** The package keeps no more than this of a cache, and writes GitLab's defaults. */
function cache(value: unknown): unknown {
  const { key, paths, policy = "pull-push", when = "on_success" } = isMap(value) ? value : ({} as Json);
  return present({ key, paths, policy, when });
}

/** The package doubles each `$` of a variable that is not expanded. */
function variable(value: unknown): unknown {
  return isMap(value) && value.expand === false ? String(value.value).replaceAll("$", "$$$$") : value;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function present(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => isPresent(item)));
}

function mapValues(value: Json, form: (item: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, form(item)]));
}

/** True for what the model says it does not know. */
function isUnknown(value: unknown): boolean {
  return isMap(value) && "$unknown" in value;
}
