// @ts-check
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runSandboxed } from "./sandbox.mjs";

/** @typedef {import("../setup/buildah.mjs").BuildahTools} BuildahTools */
/** @typedef {import("./sandbox.mjs").SandboxResult} SandboxResult */

/**
 * What a runner gives to jobs: a home with the settings of container tools, and a place for Buildah's images.
 * @typedef {object} Machine
 * @property {string} folder
 * @property {BuildahTools} tools
 * @property {import("./sandbox.mjs").Entry} entry
 */

/** @typedef {SandboxResult & {kept: Record<string, string>}} ProgramResult `kept`: texts by path, of files that there are */

/**
 * @typedef {object} ProgramRequest
 * @property {string} program
 * @property {string[]} args
 * @property {Record<string, string>} [variables] environment, over the machine's own
 * @property {string} [project] folder of which the program gets a copy as its working directory
 * @property {Record<string, string>} [files] texts that are put there, by path
 * @property {string[]} [keeps] paths of files there whose texts are wanted afterwards
 * @property {number} [timeoutSeconds] 180 unless given
 */

/**
 * @param {{parent: string, tools: BuildahTools, registry: string, entry: Machine["entry"]}} request
 * @returns {Promise<Machine>} one without images, not logged in anywhere
 */
export async function prepareMachine({ parent, tools, registry, entry }) {
  const folder = await mkdtemp(join(parent, "machine-"));
  const { run, tmp, images } = placesIn(folder);
  await mkdir(run, { mode: 0o700 });
  await mkdir(tmp);
  await mkdir(images);
  await writeContainersConfig(join(folder, "home"), registry, {
    "storage.conf": `[storage]\ndriver = "vfs"\ngraphroot = "${images}/storage"\nrunroot = "${images}/run"\n`,
    "containers.conf": [
      "[containers]",
      // Without CAP_SYS_RESOURCE even root cannot raise its limits to those that Buildah 1.39 wants by itself.
      'default_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]',
      "[engine]",
      `helper_binaries_dir = ["${tools.helpers}"]`,
      // Podman asks for its runtime at the start, though with chroot isolation no build uses it.
      'runtime = "crun"',
      "",
    ].join("\n"),
  });
  return { folder, tools, entry };
}

/**
 * @param {Machine} machine
 * @param {ProgramRequest} request
 * @param {{keepsImages: boolean}} options false keeps them in memory only, which is faster
 * @returns {Promise<ProgramResult>}
 */
export async function runOnMachine({ folder, tools, entry }, request, { keepsImages }) {
  const { program, args, variables = {}, project, files = {}, keeps = [], timeoutSeconds = 180 } = request;
  const { home, run, tmp, images } = placesIn(folder);
  const cwd = await mkdtemp(join(folder, "project-"));
  if (project) await cp(project, cwd, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), text);
  }
  const result = await runSandboxed({
    program,
    args,
    cwd,
    env: {
      PATH: `${tools.bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
      HOME: home,
      XDG_RUNTIME_DIR: run,
      TMPDIR: tmp,
      CONTAINERS_STORAGE_CONF: join(home, ".config", "containers", "storage.conf"),
      // The only isolation that needs neither a container runtime nor rights that a container lacks.
      BUILDAH_ISOLATION: "chroot",
      PODMAN_IGNORE_CGROUPSV1_WARNING: "true",
      LANG: "C.UTF-8",
      CI_PROJECT_DIR: cwd,
      ...variables,
    },
    folder,
    entry,
    covers: [...(keepsImages ? [] : [tmp, images]), ...systemState([folder, tools.bin])],
    timeoutSeconds,
  });
  /** @type {Record<string, string>} */
  const kept = {};
  for (const path of keeps) {
    const text = await readFile(join(cwd, path), "utf8").catch(() => undefined);
    if (text !== undefined) kept[path] = text;
  }
  return { ...result, kept };
}

/**
 * Settings for Buildah and skopeo that make them trust the registry without TLS, so that their commands stay as users
 * write them, without --tls-verify=false.
 * @param {string} home
 * @param {string} registry its address
 * @param {Record<string, string>} files further ones
 */
export async function writeContainersConfig(home, registry, files) {
  const folder = join(home, ".config", "containers");
  await mkdir(folder, { recursive: true });
  const all = {
    "policy.json": '{"default": [{"type": "insecureAcceptAnything"}]}\n',
    "registries.conf": `unqualified-search-registries = []\n[[registry]]\nlocation = "${registry}"\ninsecure = true\n`,
    ...files,
  };
  for (const [name, content] of Object.entries(all)) await writeFile(join(folder, name), content, { mode: 0o600 });
}

/** Folders of the system, each with the one in it that Buildah writes to as root, whatever its settings are. */
const SYSTEM_STATE = [
  // Networks and locks.
  { folder: "/run", inside: "" },
  // Where layers were seen (blob-info-cache of containers/image).
  { folder: "/var/lib", inside: "containers" },
  // Which registry a name without one means (short-name-aliases of containers/image).
  { folder: "/var/cache", inside: "containers" },
  // Settings: the process in a container has no HOME and asks for root's.
  { folder: "/root", inside: ".config" },
];

/**
 * A job shall neither find what another job or the system's own Buildah left, nor leave anything.
 * @param {string[]} used folders that must stay visible
 * @returns {string[]} folders to cover
 */
export function systemState(used) {
  const isUsed = (/** @type {string} */ folder) => used.some((path) => `${path}/`.startsWith(`${folder}/`));
  // The whole folder where that is possible, because what is inside would have to exist.
  return SYSTEM_STATE.map(({ folder, inside }) => (isUsed(folder) ? join(folder, inside) : folder)).filter(
    (folder) => existsSync(folder) && !isUsed(folder),
  );
}

/** @param {string} folder */
function placesIn(folder) {
  return {
    home: join(folder, "home"),
    run: join(folder, "run"),
    tmp: join(folder, "tmp"),
    images: join(folder, "images"),
  };
}
