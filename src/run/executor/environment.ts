/**
 * What a build may see of this process's environment. Everything else stays outside: an editor's environment holds
 * tokens, and a value that happens to be set here would let a build succeed that fails on the runner.
 */
const allowed: ReadonlySet<string> = new Set([
  // Where programs, the home and temporary files are. Buildah finds its settings, logins and images from them.
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "TMPDIR",
  "TZ",
  "LANG",
  "XDG_RUNTIME_DIR",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
  "XDG_CACHE_HOME",
  "DBUS_SESSION_BUS_ADDRESS",
  // Who the user is inside of a user namespace that was entered before (containers/storage, pkg/unshare).
  "_CONTAINERS_USERNS_CONFIGURED",
  "_CONTAINERS_ROOTLESS_UID",
  "_CONTAINERS_ROOTLESS_GID",
  // How containers and their storage work on this machine (containers.conf(5), containers-storage.conf(5)).
  "BUILDAH_ISOLATION",
  "BUILDAH_RUNTIME",
  "CONTAINERS_CONF",
  "CONTAINERS_CONF_OVERRIDE",
  "CONTAINERS_REGISTRIES_CONF",
  "CONTAINERS_STORAGE_CONF",
  "REGISTRIES_CONFIG_PATH",
  "STORAGE_DRIVER",
  "STORAGE_OPTS",
  // Where the user keeps the logins with which base images are fetched: a path, not a login.
  "REGISTRY_AUTH_FILE",
  "DOCKER_CONFIG",
  // How the network is reached; Buildah hands the proxies on to RUN.
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "FTP_PROXY",
  "ALL_PROXY",
  "NO_PROXY",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  // For `--ssh default`.
  "SSH_AUTH_SOCK",
]);

/**
 * The whole environment of a build: what is allowed of this machine's, and over it what the job sets.
 * @param host the environment of this process
 * @param plan that of the plan
 */
export function makeEnvironment(
  host: NodeJS.ProcessEnv,
  plan: Readonly<Record<string, string>>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(host)) {
    const isAllowed = allowed.has(name) || name.startsWith("LC_") || /^(https?|ftp|all|no)_proxy$/.test(name);
    if (value !== undefined && isAllowed) environment[name] = value;
  }
  return { ...environment, ...plan };
}
