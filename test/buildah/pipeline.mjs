// @ts-check
import { parse } from "yaml";

/**
 * A GitLab CI pipeline read independently of the product, so that the product's own reader cannot hide a mistake in
 * what the product writes. Only what such pipelines need; everything else that would change how a job runs is an error.
 * @typedef {object} PipelineJob
 * @property {string} name
 * @property {string} stage
 * @property {string[]} needs names of the jobs that must have ended before
 * @property {string[]} tags
 * @property {string[]} script the lines of before_script and script, as written
 * @property {Record<string, string>} variables the pipeline's and the job's, not yet expanded
 * @property {string[]} fetches names of the jobs whose artifacts it gets
 * @property {{paths: string[], dotenv: string[]}} artifacts files that it leaves
 */

/** Keywords of the whole pipeline; every other name is a job. https://docs.gitlab.com/ci/yaml/#global-keywords */
const GLOBAL_KEYWORDS = new Set(["default", "include", "stages", "variables", "workflow"]);

/** Old names of keywords in `default`. https://docs.gitlab.com/ci/yaml/deprecated_keywords/ */
const OLD_DEFAULTS = ["before_script", "image"];

/** Job keywords that are followed here. */
const FOLLOWED = [
  "artifacts",
  "before_script",
  "dependencies",
  "extends",
  "needs",
  "parallel",
  "script",
  "stage",
].concat(["tags", "variables"]);

/** Job keywords that choose whether, where and how often a job runs, not what it does. */
const WITHOUT_EFFECT = ["image", "interruptible", "resource_group", "retry", "rules", "timeout"];

/** https://docs.gitlab.com/ci/yaml/#stages */
const DEFAULT_STAGES = ["build", "test", "deploy"];

/** `!reference [job, keyword]`, which stands for what is written there. */
class Reference {
  /** @param {string[]} path */
  constructor(path) {
    this.path = path;
  }
}

/** @type {import("yaml").CollectionTag} */
const REFERENCE = {
  tag: "!reference",
  collection: "seq",
  resolve: (node) => new Reference(/** @type {any} */ (node).items.map((/** @type {any} */ item) => item.value)),
};

/**
 * @param {string} text of a .gitlab-ci.yml without inputs
 * @param {(path: string) => string} [readFile] reads what `include:local` names, by its path from the project's folder
 * @returns {PipelineJob[]} in the order of the file, a matrix job once for each of its combinations
 */
export function readPipeline(text, readFile) {
  const pipeline = readWithIncludes(text, readFile);
  const stages = [".pre", ...(pipeline.stages ?? DEFAULT_STAGES), ".post"];
  /** @type {Map<string, PipelineJob[]>} */
  const instances = new Map();
  const bodies = Object.entries(pipeline)
    .filter(([name]) => !GLOBAL_KEYWORDS.has(name) && !OLD_DEFAULTS.includes(name) && !name.startsWith("."))
    .map(([name, own]) => /** @type {const} */ ([name, readBody(pipeline, own)]));
  for (const [name, body] of bodies) {
    checkKeywords(name, body);
    const { stage = "test", tags = [] } = body;
    if (!stages.includes(stage)) throw new Error(`The stage ${stage} of the job ${name} does not exist.`);
    const script = [...lines(body.before_script), ...lines(body.script)];
    const shared = { ...readVariables(pipeline.variables), ...readVariables(body.variables) };
    const artifacts = { paths: lines(body.artifacts?.paths), dotenv: lines(body.artifacts?.reports?.dotenv) };
    const jobs = matrixOf(body.parallel).map(({ suffix, variables }) => {
      const own = { needs: [], fetches: [], artifacts, variables: { ...shared, ...variables } };
      return { name: name + suffix, stage, tags, script, ...own };
    });
    instances.set(name, jobs);
  }
  for (const [name, { needs, dependencies }] of bodies) {
    for (const job of instances.get(name) ?? []) {
      job.needs = neededJobs(job, needs, instances, stages);
      const isWithout = (/** @type {any} */ need) => isMapping(need) && need.artifacts === false;
      const giving = Array.isArray(needs) ? needs.filter((need) => !isWithout(need)) : needs;
      const named = dependencies && neededJobs(job, dependencies, instances, stages);
      job.fetches = neededJobs(job, giving, instances, stages).filter((giver) => named?.includes(giver) ?? true);
    }
  }
  return [...instances.values()].flat();
}

/**
 * @param {string} text
 * @param {((path: string) => string) | undefined} readFile
 * @returns {any} the file over those that it includes
 */
function readWithIncludes(text, readFile) {
  const own = parse(text, { merge: true, customTags: [REFERENCE] });
  const files = [own.include ?? []].flat().map((/** @type {any} */ item) => {
    const path = typeof item === "string" ? item : item.local;
    if (typeof path !== "string" || !readFile) throw new Error(`This test cannot include ${JSON.stringify(item)}.`);
    return readWithIncludes(readFile(path.replace(/^\//, "")), readFile);
  });
  return [...files, own].reduce((base, over) => mergeMappings(base, over), {});
}

/**
 * @param {any} pipeline
 * @param {any} own
 * @returns {any} the job with what it inherits
 */
function readBody(pipeline, own) {
  const old = OLD_DEFAULTS.filter((name) => name in pipeline).map((name) => [name, pipeline[name]]);
  const inherited = { ...Object.fromEntries(old), ...pipeline.default };
  return resolveReferences(pipeline, { ...inherited, ...resolveExtends(pipeline, own) });
}

/**
 * @param {any} pipeline
 * @param {any} value
 * @returns {any}
 */
function resolveReferences(pipeline, value) {
  if (Array.isArray(value)) return value.map((item) => resolveReferences(pipeline, item));
  if (value instanceof Reference) {
    const [name = "", ...keys] = value.path;
    const found = keys.reduce((holder, key) => holder?.[key], resolveExtends(pipeline, pipeline[name] ?? {}));
    if (found === undefined) throw new Error(`There is no ${value.path.join(", ")}.`);
    return resolveReferences(pipeline, found);
  }
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveReferences(pipeline, item)]));
}

/**
 * Starts each job when those that it needs have succeeded, as GitLab does when runners are free.
 * @param {PipelineJob[]} jobs
 * @param {(job: PipelineJob) => Promise<{code: number, output: string}>} runJob
 * @returns {Promise<void>}
 * @throws {Error} with the output of the first job that failed
 */
export async function runPipeline(jobs, runJob) {
  /** @type {Map<string, Promise<void>>} */
  const started = new Map();
  /** @param {PipelineJob} job */
  const start = async (job) => {
    await Promise.all(job.needs.map((name) => ended(name)));
    const { code, output } = await runJob(job);
    if (code !== 0) throw new Error(`The job ${job.name} ended with ${code}:\n${output}`);
  };
  /** @param {string} name */
  const ended = (name) => {
    const job = jobs.find((candidate) => candidate.name === name);
    if (!job) throw new Error(`There is no job ${name}.`);
    const promise = started.get(name) ?? start(job);
    started.set(name, promise);
    return promise;
  };
  const results = await Promise.allSettled(jobs.map(({ name }) => ended(name)));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

/**
 * A job's environment as GitLab makes it: references between variables are resolved before the shell starts, unknown
 * ones become empty, `$$` is a dollar sign. https://docs.gitlab.com/ci/variables/where_variables_can_be_used/
 * @param {Record<string, string>} variables written in the pipeline
 * @param {Record<string, string>} predefined given by GitLab, taken as they are
 * @returns {Record<string, string>}
 */
export function expandVariables(variables, predefined) {
  /** @type {(name: string, open: string[]) => string} */
  const valueIn = (name, open) => {
    if (open.includes(name)) throw new Error(`The variable ${name} refers to itself.`);
    const written = variables[name];
    if (written === undefined) return predefined[name] ?? "";
    return written.replaceAll(/\$(?:(\$)|(\w+)|\{(\w+)\})/g, (_, dollar, plain, braced) =>
      dollar ? "$" : valueIn(plain ?? braced, [...open, name]),
    );
  };
  const expanded = Object.keys(variables).map((name) => [name, valueIn(name, [])]);
  return { ...predefined, ...Object.fromEntries(expanded) };
}

/**
 * @param {any} pipeline
 * @param {any} body
 * @returns {any} the body over those that it extends; mappings are merged, lists replaced
 */
function resolveExtends(pipeline, body) {
  return lines(body.extends)
    .map((name) => resolveExtends(pipeline, pipeline[name]))
    .concat(body)
    .reduce((base, over) => mergeMappings(base, over), {});
}

/**
 * @param {any} base
 * @param {any} over
 * @returns {any}
 */
function mergeMappings(base, over) {
  if (!isMapping(base) || !isMapping(over)) return over;
  const merged = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = key in base ? mergeMappings(base[key], value) : value;
  return merged;
}

/** @param {unknown} value */
function isMapping(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Reference);
}

/**
 * @param {string} name
 * @param {object} body
 */
function checkKeywords(name, body) {
  const unknown = Object.keys(body).filter((key) => !FOLLOWED.includes(key) && !WITHOUT_EFFECT.includes(key));
  if (unknown.length > 0) throw new Error(`This test cannot follow ${unknown.join(", ")} of the job ${name}.`);
}

/**
 * @param {any} value a string, or a list that may hold lists
 * @returns {string[]}
 */
function lines(value) {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value];
}

/**
 * @param {any} mapping
 * @returns {Record<string, string>}
 */
function readVariables(mapping = {}) {
  return Object.fromEntries(
    Object.entries(mapping).map(([name, entry]) => [name, String(isMapping(entry) ? entry.value : entry)]),
  );
}

/**
 * @param {any} parallel
 * @returns {{suffix: string, variables: Record<string, string>}[]} named as GitLab names the jobs of a matrix
 */
function matrixOf(parallel) {
  if (parallel === undefined) return [{ suffix: "", variables: {} }];
  if (!parallel.matrix) throw new Error("This test cannot follow parallel without a matrix.");
  return parallel.matrix.flatMap((/** @type {Record<string, any>} */ entry) => {
    /** @type {Record<string, string>[]} */
    let combinations = [{}];
    for (const [name, values] of Object.entries(entry)) {
      combinations = combinations.flatMap((done) => lines(values).map((value) => ({ ...done, [name]: String(value) })));
    }
    return combinations.map((variables) => ({ suffix: `: [${Object.values(variables).join(", ")}]`, variables }));
  });
}

/**
 * @param {PipelineJob} job
 * @param {any} needs
 * @param {Map<string, PipelineJob[]>} instances
 * @param {string[]} stages
 * @returns {string[]}
 */
function neededJobs(job, needs, instances, stages) {
  const all = [...instances.values()].flat();
  if (needs === undefined) {
    return all.filter(({ stage }) => stages.indexOf(stage) < stages.indexOf(job.stage)).map(({ name }) => name);
  }
  return lines(needs).flatMap((need) => {
    const name = isMapping(need) ? /** @type {any} */ (need).job : need;
    const jobs = instances.get(name);
    if (!jobs) throw new Error(`The job ${job.name} needs ${JSON.stringify(need)}, which does not exist.`);
    return jobs.map((needed) => needed.name);
  });
}
