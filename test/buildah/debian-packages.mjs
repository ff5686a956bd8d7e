// @ts-check
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../setup/system.mjs";
import { formatDeb822Sources, readAptSources } from "./apt-sources.mjs";

/**
 * @typedef {object} SuitePackages
 * @property {string} suite code name of a Debian release
 * @property {string[]} names package names, with `:ARCHITECTURE` where it is not the first of `architectures`
 * @property {string[]} architectures
 */

/**
 * Downloads Debian packages of any release without touching the system: apt gets a state folder of its own and, as
 * sources, the machine's own Debian mirror with other suites. Signatures are checked as apt always does.
 * @param {{folder: string, suites: SuitePackages[], log?: (line: string) => void}} request
 * @returns {Promise<Map<string, string>>} package name as requested → downloaded file
 * @throws {Error} one sentence that says what failed
 */
export async function downloadPackages({ folder, suites, log = () => {} }) {
  const mirrors = await findMirrors();
  let reason = "";
  for (const [index, mirror] of mirrors.entries()) {
    const attempt = join(folder, String(index));
    const apt = await preparePrivateApt(attempt, mirror, suites);
    log(`Reading the package lists of ${mirror.uri}`);
    reason = await apt(["update"]);
    if (reason) continue;
    log("Downloading packages");
    const files = new Map();
    for (const { suite, names } of suites) {
      const target = join(attempt, suite);
      await mkdir(target);
      reason = await apt(["download", ...names.map((name) => `${name}/${suite}`)], target);
      if (reason) break;
      for (const [name, file] of await filesByName(target, names)) files.set(name, file);
    }
    if (!reason) return files;
  }
  throw new Error(`downloading Debian packages from the mirror in apt's sources failed (${reason}).`);
}

/**
 * Unpacks a package, or one file of it.
 * @param {string} file
 * @param {string} folder an existing one
 * @param {string} [path] only this file, relative to the root
 */
export async function unpackPackage(file, folder, path) {
  // The shell is given the names as parameters, never as part of its script.
  const { code, stderr } = path
    ? await runCommand("sh", [
        "-c",
        'dpkg-deb --fsys-tarfile "$1" | tar -xf - -C "$2" "./$3"',
        "sh",
        file,
        folder,
        path,
      ])
    : await runCommand("dpkg-deb", ["-x", file, folder]);
  if (code !== 0) throw new Error(`unpacking ${file} failed (${stderr.trim()}).`);
}

/**
 * The machine's archives that hold its own Debian release; one of them is the mirror to use for other releases.
 */
async function findMirrors() {
  const config = await runCommand("apt-config", [
    "shell",
    "LIST",
    "Dir::Etc::sourcelist/f",
    "PARTS",
    "Dir::Etc::sourceparts/d",
  ]);
  if (config.code !== 0) throw new Error("it needs apt, as on Debian 12.");
  const sourceList = /^LIST='(.*)'$/m.exec(config.stdout)?.[1] ?? "";
  const sourceParts = /^PARTS='(.*)'$/m.exec(config.stdout)?.[1] ?? "";
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(release)?.[1] ?? "";
  const sources = await readAptSources({ sourceList, sourceParts });
  const mirrors = sources.filter(({ suite, components }) => suite === codename && components.includes("main"));
  if (mirrors.length === 0) {
    throw new Error(`apt's sources (${sourceList}, ${sourceParts}) name no archive with "${codename} main".`);
  }
  return mirrors;
}

/**
 * @param {string} folder
 * @param {import("./apt-sources.mjs").AptSource} mirror
 * @param {SuitePackages[]} suites
 * @returns {Promise<(args: string[], cwd?: string) => Promise<string>>} runs apt-get; gives the reason of a failure
 */
async function preparePrivateApt(folder, mirror, suites) {
  await mkdir(join(folder, "state", "lists", "partial"), { recursive: true });
  await mkdir(join(folder, "cache", "archives", "partial"), { recursive: true });
  await mkdir(join(folder, "none"));
  const sources = suites.map(({ suite, architectures }) => ({ ...mirror, suite, components: ["main"], architectures }));
  await writeFile(join(folder, "debian.sources"), formatDeb822Sources(sources));
  const architectures = [...new Set(suites.flatMap((suite) => suite.architectures))];
  const settings = [
    `Dir::Etc::sourcelist=${join(folder, "debian.sources")}`,
    // Neither the machine's other archives nor its pins count here.
    `Dir::Etc::sourceparts=${join(folder, "none")}`,
    `Dir::Etc::preferences=${join(folder, "none", "preferences")}`,
    `Dir::Etc::preferencesparts=${join(folder, "none")}`,
    `Dir::State=${join(folder, "state")}`,
    "Dir::State::status=/dev/null",
    `Dir::Cache=${join(folder, "cache")}`,
    ...architectures.map((architecture) => `APT::Architectures::=${architecture}`),
    // The user _apt could not write into this folder.
    "APT::Sandbox::User=",
    "Debug::NoLocking=1",
    "Acquire::Languages=none",
    "Acquire::Retries=2",
    // Else a mirror that cannot be reached is only a warning, and the failure comes later with a misleading reason.
    "APT::Update::Error-Mode=any",
  ];
  const options = settings.flatMap((setting) => ["-o", setting]);
  return async (args, cwd = folder) => {
    const env = { ...process.env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" };
    const { code, stderr } = await runCommand("apt-get", ["-q", ...options, ...args], { cwd, env });
    return code === 0 ? "" : firstError(stderr) || `apt-get ${args[0]} ended with ${code}`;
  };
}

/**
 * @param {string} folder
 * @param {string[]} names
 */
async function filesByName(folder, names) {
  const files = await readdir(folder);
  return names.map((request) => {
    const [name, architecture = "amd64"] = request.split(":");
    const file = files.find(
      (candidate) => candidate.startsWith(`${name}_`) && candidate.endsWith(`_${architecture}.deb`),
    );
    if (!file) throw new Error(`the package ${request} was not downloaded.`);
    return /** @type {const} */ ([request, join(folder, file)]);
  });
}

/** @param {string} stderr */
function firstError(stderr) {
  return /^E: (.*)$/m.exec(stderr)?.[1]?.trim() ?? "";
}
