// @ts-check
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { elfArchitecture } from "./images.mjs";
import { expandVariables, runPipeline } from "./pipeline.mjs";

/** @typedef {import("./testbed.mjs").Testbed} Testbed */

/**
 * Three stages; the RUN lines of the second and third run programs of the target platform.
 */
const CONTAINERFILE = `ARG NAME=world

FROM scratch AS base
ARG TARGETARCH
COPY rootfs/\${TARGETARCH}/ /
RUN ["/bin/busybox", "--install", "-s", "/bin"]

FROM base AS build
ARG NAME
RUN uname -m > /built-on && echo "hello \${NAME}" > /greeting

FROM base
COPY --from=build /built-on /greeting /
RUN test -s /built-on && test -s /greeting
CMD ["cat", "/greeting"]
`;

/**
 * @param {Testbed} bed
 * @returns {Promise<string>} a new folder with a project that builds an image for amd64 and arm64 from nothing
 */
export async function createProject(bed) {
  const folder = await mkdtemp(join(bed.folder, "project-"));
  await writeFile(join(folder, "Containerfile"), CONTAINERFILE);
  for (const [architecture, program] of Object.entries(bed.tools.busybox)) {
    const target = join(folder, "rootfs", architecture, "bin");
    await mkdir(target, { recursive: true });
    await cp(program, join(target, "busybox"));
  }
  return folder;
}

let repositories = 0;

/**
 * The variables that GitLab gives to a job, for a repository that nothing was pushed to yet.
 * https://docs.gitlab.com/ci/variables/predefined_variables/
 * @param {Testbed} bed
 * @returns {Record<string, string> & {CI_REGISTRY_IMAGE: string}}
 */
export function predefinedVariables(bed) {
  repositories += 1;
  return {
    CI: "true",
    GITLAB_CI: "true",
    CI_COMMIT_BRANCH: "main",
    CI_COMMIT_REF_NAME: "main",
    CI_COMMIT_REF_SLUG: "main",
    CI_COMMIT_SHA: "1ecfd275763eff1d6b4844ea3168962458c9f27a",
    CI_COMMIT_SHORT_SHA: "1ecfd275",
    CI_DEFAULT_BRANCH: "main",
    CI_PIPELINE_ID: "1000",
    CI_PIPELINE_IID: "10",
    CI_PROJECT_NAME: "project",
    CI_PROJECT_PATH: "group/project",
    CI_REGISTRY: bed.registry.address,
    CI_REGISTRY_IMAGE: `${bed.registry.address}/group/project-${repositories}`,
    CI_REGISTRY_USER: bed.registry.user,
    CI_REGISTRY_PASSWORD: bed.registry.password,
  };
}

/**
 * What a job leaves for later ones.
 * @typedef {{variables: Record<string, string>, files: Record<string, string>}} Left
 */

/**
 * Runs one job as written, on a machine of its own.
 * @param {Testbed} bed
 * @param {import("./pipeline.mjs").PipelineJob} job
 * @param {{project: string, predefined: Record<string, string>, given?: Left[]}} context given: what earlier jobs left
 */
export async function runPipelineJob(bed, job, { project, predefined, given = [] }) {
  // Variables of dotenv reports are stronger than those of the file (https://docs.gitlab.com/ci/variables/#cicd-variable-precedence).
  const handed = Object.assign({}, ...given.map(({ variables }) => variables));
  const files = Object.assign({}, ...given.map((left) => left.files));
  const outer = { ...predefined, CI_JOB_NAME: job.name, CI_JOB_STAGE: job.stage };
  const variables = expandVariables({ ...job.variables, ...handed }, outer);
  const keeps = [...job.artifacts.paths, ...job.artifacts.dotenv];
  return await bed.runJob({ script: job.script, variables, project, files, keeps });
}

/**
 * Runs all jobs in the order of their needs.
 * @param {Testbed} bed
 * @param {import("./pipeline.mjs").PipelineJob[]} jobs
 * @param {{project: string, predefined: Record<string, string>}} context
 * @returns {Promise<Left>} all that jobs left for others
 * @throws {Error} with the output of the first job that failed
 */
export async function runWholePipeline(bed, jobs, context) {
  /** @type {Map<string, Left>} */
  const left = new Map();
  await runPipeline(jobs, async (job) => {
    const given = job.fetches.flatMap((name) => left.get(name) ?? []);
    const result = await runPipelineJob(bed, job, { ...context, given });
    left.set(job.name, leftBy(job, result.kept));
    return result;
  });
  const all = [...left.values()];
  return {
    variables: Object.assign({}, ...all.map(({ variables }) => variables)),
    files: Object.assign({}, ...all.map(({ files }) => files)),
  };
}

/**
 * @param {import("./pipeline.mjs").PipelineJob} job
 * @param {Record<string, string>} kept
 * @returns {Left}
 */
function leftBy({ artifacts }, kept) {
  const files = Object.fromEntries(Object.entries(kept).filter(([path]) => artifacts.paths.includes(path)));
  const lines = artifacts.dotenv.flatMap((path) => (kept[path] ?? "").split("\n"));
  const pairs = lines.flatMap((line) => [...line.matchAll(/^\s*(\w+)\s*=\s*(.*?)\s*$/g)]);
  return { variables: Object.fromEntries(pairs.map(([, name, value]) => [name, value])), files };
}

/**
 * Fails unless the reference is an index of exactly amd64 and arm64, whose images really are what it says: in their
 * configuration, in their programs, and in what `uname -m` said while they were built.
 * @param {Testbed} bed
 * @param {string} repository
 * @param {string} [tag]
 */
export async function assertBothPlatforms(bed, repository, tag = "latest") {
  const index = await bed.readIndex(`${repository}:${tag}`);
  assert.ok(index.isIndex, `${tag} is a plain image, not an index`);
  assert.deepEqual(index.platforms, ["linux/amd64", "linux/arm64"]);
  const machines = { amd64: "x86_64", arm64: "aarch64" };
  for (const { digest, platform, config } of index.images) {
    const architecture = /** @type {"amd64" | "arm64"} */ (platform?.architecture);
    assert.deepEqual(config, platform, "the index and the image's configuration say different things");
    const busybox = await bed.readImageFile(repository, digest, "bin/busybox");
    assert.equal(elfArchitecture(busybox), architecture, "the image holds programs for another platform");
    const builtOn = await bed.readImageFile(repository, digest, "built-on");
    assert.equal(builtOn.toString().trim(), machines[architecture], "RUN ran programs for another platform");
  }
}
