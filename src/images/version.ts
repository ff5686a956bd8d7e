import { readVersion, type Version } from "../buildah/version";
import type { Settings } from "../config/settings";
import type { FileId } from "../text/span";
import type { JobRun } from "./flow";

/** The Buildah of a job, and what tells it. `newest`: nothing does, so the newest is assumed. */
export interface BuildahVersion {
  readonly version: Version;
  readonly source: "image" | "comment" | "setting" | "newest";
}

/** The newest that the facts of this project are about. */
const newest: Version = { major: 1, minor: 44 };

/** Buildah's own images. */
const ownImage = /^quay\.io\/(?:buildah\/(?:stable|testing|upstream)|containers\/buildah)(?::([^@]+))?(@sha256:)?/;

/** The version in the tag of one of Buildah's own images. */
export function versionOfImage(image: string): Version | undefined {
  const tag = ownImage.exec(image)?.[1];
  return tag === undefined ? undefined : readVersion(tag);
}

/** True when a job runs the newest of Buildah's own images, which is then no mere assumption. */
export function runsNewest({ job: { image } }: JobRun): boolean {
  return image.state === "known" && ownImage.test(image.value) && /\/\w+(:latest)?$/.test(image.value);
}

/**
 * The Buildah that a job runs: by the tag of its image, by a comment behind the digest of one of Buildah's own images
 * (`image: quay.io/buildah/stable@sha256:… # v1.39.3`, as bots write it), by a setting, else the newest.
 */
export function readBuildahVersion(
  { version, job }: JobRun,
  settings: Settings,
  textOf: (file: FileId) => string | undefined,
): BuildahVersion {
  if (version) return { version, source: "image" };
  const image = job.image.state === "known" ? job.image : undefined;
  if (image && ownImage.exec(image.value)?.[2]) {
    const { file, span } = image.location;
    const text = textOf(file) ?? "";
    const rest = /^[^\r\n]*/.exec(text.slice(span.end))![0];
    const said = readVersion(/#.*?\b(v?\d+\.\d+(?:\.\d+)?)(?![\w.])/.exec(rest)?.[1] ?? "");
    if (said) return { version: said, source: "comment" };
  }
  const set = readVersion(settings.buildahVersion ?? "");
  return set ? { version: set, source: "setting" } : { version: newest, source: "newest" };
}

/** The version for a sentence, with what it rests on where that is no evidence: `Buildah 1.39`. */
export function describeVersion({ version: { major, minor }, source }: BuildahVersion): string {
  const name = `Buildah ${major}.${minor}`;
  if (source === "setting") return `${name} (set as buildahVersion)`;
  return source === "newest" ? `${name} (assumed, for the image does not tell)` : name;
}
