import { readVersion, type Version } from "../buildah/version";
import type { Instance, Job } from "../gitlab/pipeline";
import { expand } from "../gitlab/variables";
import type { FileId, Location } from "../text/span";

/** The Buildah of a job, and what tells it. `newest`: nothing does, so the newest is assumed. */
export interface BuildahVersion {
  readonly version: Version;
  readonly source: "image" | "comment" | "setting" | "newest";
}

/** The newest that the facts of this project are about. */
export const newest: Version = { major: 1, minor: 44 };

/** Buildah's own images. */
const ownImage = /^quay\.io\/(?:buildah\/(?:stable|testing|upstream)|containers\/buildah)(?::([^@]+))?(@sha256:)?/;

/** True for one of Buildah's own images, which set BUILDAH_ISOLATION to chroot. */
export function isOwnImage(image: string): boolean {
  return ownImage.test(image);
}

/**
 * The Buildah that a job runs: by the tag of its image, by a comment behind the digest of one of Buildah's own images
 * (`image: quay.io/buildah/stable@sha256:… # v1.39.3`, as bots write it), by a setting, else the newest.
 * @param set what the setting says
 */
export function readBuildahVersion(
  { image, variable }: Job,
  instance: Instance,
  set: Version | undefined,
  textOf: (file: FileId) => string | undefined,
): BuildahVersion {
  if (image.state === "known") {
    const { flat } = expand(image.value, image.location, (name) => variable(instance, name));
    const [, tag = "", digest] = ownImage.exec(flat) ?? [];
    const version = readVersion(tag);
    if (version) return { version, source: "image" };
    const said =
      digest &&
      readVersion(/#.*?\b(v?\d+\.\d+(?:\.\d+)?)(?![\w.])/.exec(restOfLine(image.location, textOf))?.[1] ?? "");
    if (said) return { version: said, source: "comment" };
  }
  return set ? { version: set, source: "setting" } : { version: newest, source: "newest" };
}

function restOfLine({ file, span }: Location, textOf: (file: FileId) => string | undefined): string {
  return /^[^\r\n]*/.exec((textOf(file) ?? "").slice(span.end))![0];
}

/** True when a job runs the newest of Buildah's own images, whichever that is. */
export function runsNewest({ job }: { readonly job: Job }): boolean {
  const [own, tag, digest] = (job.image.state === "known" && ownImage.exec(job.image.value)) || [];
  return own !== undefined && (tag === undefined || tag === "latest") && digest === undefined;
}

/** The version for a sentence, with what it rests on where that is no evidence: `Buildah 1.39`. */
export function describeVersion({ version: { major, minor }, source }: BuildahVersion): string {
  const name = `Buildah ${major}.${minor}`;
  if (source === "setting") return `${name} (set as buildahVersion)`;
  return source === "newest" ? `${name} (assumed, for the image does not tell)` : name;
}
