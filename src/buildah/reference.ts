import { compareValues } from "../text/compare";
import type { Location } from "../text/span";
import { symbolMark, unknownMark, Value } from "../text/value";

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
  /** All of it: with the registry that a short name means, and with the tag `latest` where none is written. */
  readonly full: Value;
  /** The key of `full`: equal keys name the same image; undefined when a part is unknown. */
  readonly key: string | undefined;
}

/** containers-transports(5) */
const transports = new Set([
  "atomic",
  "containers-storage",
  "dir",
  "docker",
  "docker-archive",
  "docker-daemon",
  "oci",
  "oci-archive",
  "ostree",
  "sif",
  "tarball",
]);

/** Reads a reference. Symbols count as names: GitLab's image variables hold no tag. */
export function readReference(value: Value, location: Location): Reference {
  const prefix = /^([a-z-]+):(\/\/)?/.exec(value.flat);
  const hasTransport = prefix?.[1] !== undefined && transports.has(prefix[1]) && (prefix[2] || prefix[1] !== "docker");
  const transport = hasTransport ? prefix![1]! : undefined;
  const written = hasTransport ? value.slice(prefix![0].length) : value;
  // `containers-storage:[overlay@/var/lib/containers/storage]NAME`
  const store = transport === "containers-storage" ? /^\[[^\]]*\]/.exec(written.flat)?.[0].length : undefined;
  const name = store === undefined ? written : written.slice(store);
  const at = name.flat.indexOf("@");
  const digest = at >= 0 ? name.slice(at + 1) : undefined;
  const tagged = at >= 0 ? name.slice(0, at) : name;
  const colon = tagged.flat.lastIndexOf(":");
  const hasTag = colon > tagged.flat.lastIndexOf("/");
  const repository = hasTag ? tagged.slice(0, colon) : tagged;
  const tag = hasTag ? tagged.slice(colon + 1) : undefined;
  const text = (literal: string) => Value.literal(literal, location);
  const end = digest ? [text("@"), digest] : [text(":"), tag ?? text("latest")];
  const full = Value.concat([...inFull(repository, transport, text), ...end]);
  return { name, location, transport, repository, tag, digest, full, key: full.key };
}

/**
 * A name without a registry is `localhost/NAME` in local storage (containers/common libimage) and `docker.io/library/NAME`
 * in a registry (containers-transports(5)). Files and folders have names of their own.
 */
function inFull(repository: Value, transport: string | undefined, text: (literal: string) => Value): readonly Value[] {
  if (transport !== undefined && transport !== "docker" && transport !== "containers-storage")
    return [text(`${transport}:`), repository];
  const hub = /^(index\.)?docker\.io\//.exec(repository.flat)?.[0].length;
  if (hub === undefined && hasRegistry(repository)) return [repository];
  if (hub === undefined && transport !== "docker") return [text("localhost/"), repository];
  const path = repository.slice(hub ?? 0);
  return [text(path.flat.includes("/") ? "docker.io/" : "docker.io/library/"), path];
}

/** Variables that GitLab sets to a name, not to an address. */
const names =
  /^CI_(COMMIT_|JOB_|PIPELINE_|ENVIRONMENT_(NAME|SLUG)$|PROJECT_(NAME|PATH|NAMESPACE|ROOT_NAMESPACE|PATH_SLUG|ID)$)/;

/** The registry's host of a repository, when one is written: `$CI_REGISTRY_IMAGE` and `$CI_REGISTRY/…` count as such. */
export function hasRegistry(repository: Value): boolean {
  const first = repository.flat.split("/", 1)[0]!;
  if (first.includes(unknownMark)) return true;
  if (first.includes(symbolMark)) {
    const symbols = repository.slice(0, first.length).pieces.filter((piece) => piece.kind === "symbol");
    return /[.:]/.test(first) || !symbols.every((piece) => names.test(piece.name));
  }
  return repository.flat.includes("/") && (/[.:]/.test(first) || first === "localhost");
}

/**
 * True when both certainly name the same image, false when they certainly do not. Undefined when that depends on the
 * value of a variable: `:$CI_COMMIT_REF_SLUG` may be `:main`. A tag and a digest may name the same image, too.
 */
export function compareReferences(a: Reference, b: Reference): boolean | undefined {
  const isSame = compareValues(a.full, b.full);
  const isOtherKind = (a.digest === undefined) !== (b.digest === undefined);
  return isSame === false && isOtherKind && compareValues(a.repository, b.repository) !== false ? undefined : isSame;
}

/** How a reference is named in messages: `$CI_REGISTRY_IMAGE:amd64`. */
export function formatReference(reference: Reference): string {
  return reference.name.display;
}
