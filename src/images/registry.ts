import { hasRegistry, type Reference } from "../buildah/reference";
import { symbolMark, type Value } from "../text/value";

/** A registry: GitLab's own, which its variables name, or a host. */
export type Registry = { readonly kind: "gitlab" } | { readonly kind: "host"; readonly host: string };

/** Names of Docker Hub (containers/image, docker/docker_client.go; docker login's default address). */
const dockerHub = new Set(["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"]);

/** Registries that are certainly not the one of a GitLab instance. */
const foreign =
  /^(docker\.io|quay\.io|ghcr\.io|(.+\.)?gcr\.io|public\.ecr\.aws|registry\.(access\.)?redhat\.io|.+\.(amazonaws\.com|azurecr\.io|pkg\.dev))$/;

/** The registry of a reference; undefined when it is not known or none is written. */
export function registryOf({ repository }: Reference): Registry | undefined {
  return hasRegistry(repository) ? readRegistry(repository) : undefined;
}

/** The registry that an address names: a host, perhaps with a scheme in front and a path behind. */
export function readRegistry(address: Value): Registry | undefined {
  const scheme = /^(https?|docker):\/\//.exec(address.flat)?.[0].length ?? 0;
  const path = address.flat.indexOf("/", scheme);
  const host = address.slice(scheme, path < 0 ? undefined : path);
  const [first] = host.pieces;
  if (first?.kind === "symbol") {
    const isWhole = host.flat === symbolMark;
    if (first.name === "CI_REGISTRY_IMAGE" || (first.name === "CI_REGISTRY" && isWhole)) return { kind: "gitlab" };
    // The dependency proxy is GitLab's web address, not its registry.
    if (first.name.startsWith("CI_DEPENDENCY_PROXY_") && isWhole) return { kind: "host", host: "the dependency proxy" };
    return undefined;
  }
  const name = host.literal?.toLowerCase();
  if (!name) return undefined;
  return { kind: "host", host: dockerHub.has(name) ? "docker.io" : name };
}

/** False when a login to the one is certainly no login to the other. */
export function maySame(login: Registry | undefined, registry: Registry): boolean {
  if (!login) return true;
  if (login.kind === "gitlab" || registry.kind === "gitlab") {
    const host = login.kind === "host" ? login.host : registry.kind === "host" ? registry.host : undefined;
    return host === undefined || !(foreign.test(host) || host.includes(" "));
  }
  return login.host === registry.host;
}

/**
 * True for registries that take no image without a login. Not for those on the machine or in a private network, which
 * are often open, and not for ttl.sh, which is open to all.
 */
export function needsLogin(registry: Registry): boolean {
  if (registry.kind === "gitlab") return true;
  const name = registry.host.replace(/:\d+$/, "");
  const isPrivate =
    !name.includes(".") ||
    /^[\d.]+$|^\[|\.(local|localhost|localdomain|lan|home|internal|intranet|intern|corp|private)$/.test(name);
  return !isPrivate && name !== "ttl.sh";
}

/** True for an address on the machine itself: a registry that a test starts. */
export function isLoopback(address: Value): boolean {
  return /^((docker|https?):\/\/)?(localhost|127\.[\d.]+|\[::1\])([:/]|$)/.test(address.flat);
}

/** How a registry is named in messages. */
export function formatRegistry(registry: Registry): string {
  return registry.kind === "gitlab" ? "$CI_REGISTRY" : registry.host;
}
