// @ts-check
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../setup/system.mjs";

/**
 * One image as the registry holds it.
 * @typedef {object} StoredImage
 * @property {string} digest
 * @property {string} mediaType
 * @property {Platform | undefined} platform what the index says; undefined outside an index
 * @property {Platform} config what the image's own configuration says
 */

/** @typedef {{os: string, architecture: string, variant?: string}} Platform */

/**
 * Runs skopeo with the login; its output. Throws what skopeo says, such as "manifest unknown".
 * @typedef {(args: string[]) => Promise<string>} RunSkopeo
 */

/**
 * What a reference leads to.
 * @typedef {object} StoredIndex
 * @property {boolean} isIndex false for a plain image, which is then the only one in `images`
 * @property {string} mediaType
 * @property {string} digest
 * @property {string[]} platforms "os/architecture" of each entry as the index says, sorted
 * @property {StoredImage[]} images in the order of the index
 */

/**
 * `skopeo inspect --raw`, because `buildah manifest inspect docker://…` fails.
 * @param {RunSkopeo} skopeo
 * @param {string} reference such as "127.0.0.1:5000/group/project:latest"
 * @returns {Promise<StoredIndex>}
 */
export async function readIndex(skopeo, reference) {
  const text = await skopeo(["inspect", "--raw", `docker://${reference}`]);
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  const manifest = JSON.parse(text);
  const repository = repositoryOf(reference);
  if (!Array.isArray(manifest.manifests)) {
    const config = await readConfig(skopeo, `${repository}@${digest}`);
    const image = { digest, mediaType: manifest.mediaType, platform: undefined, config };
    return {
      isIndex: false,
      mediaType: manifest.mediaType,
      digest,
      platforms: [platformName(config)],
      images: [image],
    };
  }
  const images = await Promise.all(
    manifest.manifests.map(async (/** @type {any} */ entry) => ({
      digest: entry.digest,
      mediaType: entry.mediaType,
      platform: platformOf(entry.platform),
      config: await readConfig(skopeo, `${repository}@${entry.digest}`),
    })),
  );
  const platforms = images.map(({ platform }) => platformName(platform)).sort();
  return { isIndex: true, mediaType: manifest.mediaType, digest, platforms, images };
}

/**
 * @param {RunSkopeo} skopeo
 * @param {{repository: string, digest: string, path: string, scratch: string}} request path relative to the image's root
 * @returns {Promise<Buffer>} the file as a container sees it
 */
export async function readImageFile(skopeo, { repository, digest, path, scratch }) {
  const folder = await mkdtemp(join(scratch, "image-"));
  try {
    await skopeo(["copy", "--quiet", `docker://${repository}@${digest}`, `dir:${folder}`]);
    const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
    // The uppermost layer that holds the file wins.
    for (const layer of manifest.layers.toReversed()) {
      const file = join(folder, layer.digest.replace("sha256:", ""));
      const target = join(folder, "file");
      const { code } = await runCommand("sh", ["-c", 'tar -xOf "$1" "$2" > "$3"', "sh", file, path, target]);
      if (code === 0) return await readFile(target);
    }
    throw new Error(`${repository}@${digest} has no file ${path}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Values of e_machine in an ELF header (elf.h) by Go's name of the architecture, which images use. */
const ARCHITECTURES = new Map([
  [3, "386"],
  [40, "arm"],
  [62, "amd64"],
  [183, "arm64"],
]);

/**
 * @param {Buffer} content of a program
 * @returns {string} such as "arm64"; "e_machine N" for one that is not known here
 */
export function elfArchitecture(content) {
  if (content.toString("latin1", 0, 4) !== "\x7fELF") throw new Error("This is no ELF file.");
  const machine = content.readUInt16LE(18);
  return ARCHITECTURES.get(machine) ?? `e_machine ${machine}`;
}

/**
 * @param {string} reference
 * @returns {string} without tag and digest
 */
function repositoryOf(reference) {
  return reference.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
}

/**
 * @param {RunSkopeo} skopeo
 * @param {string} reference
 */
async function readConfig(skopeo, reference) {
  return platformOf(JSON.parse(await skopeo(["inspect", "--config", "--raw", `docker://${reference}`])));
}

/**
 * @param {any} value an index entry's platform or an image's configuration
 * @returns {Platform}
 */
function platformOf({ os, architecture, variant }) {
  return { os, architecture, ...(variant ? { variant } : {}) };
}

/** @param {Platform} platform */
function platformName({ os, architecture }) {
  return `${os}/${architecture}`;
}
