import type { Location } from "../text/span";
import { symbolMark, unknownMark, type Value } from "../text/value";

/** An image reference, parts of it perhaps symbolic: `docker://$CI_REGISTRY_IMAGE:amd64`. */
export interface Reference {
  /** As written, without the transport. */
  readonly name: Value;
  /** The word it was read from. */
  readonly location: Location;
  /** `docker`, `oci`, `containers-storage` …; undefined when none is written. */
  readonly transport: string | undefined;
  /** Repository with registry, without tag and digest. */
  readonly repository: Value;
  /** Undefined when none is written, which means `latest` unless there is a digest. */
  readonly tag: Value | undefined;
  readonly digest: Value | undefined;
  /** Equal keys name the same image; undefined when a part is unknown. */
  readonly key: string | undefined;
}

const transports = new Set([
  "docker",
  "docker-daemon",
  "docker-archive",
  "oci",
  "oci-archive",
  "containers-storage",
  "dir",
  "ostree",
  "sif",
  "tarball",
]);

/** Reads a reference. Symbols count as names: GitLab's image variables hold no tag. */
export function readReference(value: Value, location: Location): Reference {
  const prefix = /^([a-z-]+):(\/\/)?/.exec(value.flat);
  const hasTransport = prefix?.[1] !== undefined && transports.has(prefix[1]) && (prefix[2] || prefix[1] !== "docker");
  const transport = hasTransport ? prefix![1]! : undefined;
  const name = hasTransport ? value.slice(prefix![0].length) : value;
  const at = name.flat.indexOf("@");
  const digest = at >= 0 ? name.slice(at + 1) : undefined;
  const tagged = at >= 0 ? name.slice(0, at) : name;
  const colon = tagged.flat.lastIndexOf(":");
  const hasTag = colon > tagged.flat.lastIndexOf("/");
  const repository = hasTag ? tagged.slice(0, colon) : tagged;
  const tag = hasTag ? tagged.slice(colon + 1) : undefined;
  const repositoryKey = repositoryKeyOf(repository);
  const end = digest ? digest.key && `@${digest.key}` : tag ? tag.key && `:${tag.key}` : ":latest";
  const key = repositoryKey !== undefined && end !== undefined ? repositoryKey + end : undefined;
  return { name, location, transport, repository, tag, digest, key };
}

/** A name without a registry is `localhost/NAME` in local storage (containers/common libimage). */
function repositoryKeyOf(repository: Value): string | undefined {
  if (repository.key === undefined) return undefined;
  return hasRegistry(repository) ? repository.key : `localhost/${repository.key}`;
}

/** The registry's host of a repository, when one is written: `$CI_REGISTRY_IMAGE` and `$CI_REGISTRY/…` count as such. */
export function hasRegistry(repository: Value): boolean {
  const first = repository.flat.split("/", 1)[0]!;
  if (first.includes(symbolMark) || first.includes(unknownMark)) return true;
  return repository.flat.includes("/") && (/[.:]/.test(first) || first === "localhost");
}

/** How a reference is named in messages: `$CI_REGISTRY_IMAGE:amd64`. */
export function formatReference(reference: Reference): string {
  return reference.name.display;
}
