import type { Signature } from "../signature";

const login =
  'Log in within the same job, to the same host: echo "$CI_REGISTRY_PASSWORD" | buildah login -u "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY". A before_script of the job replaces the one of default. For another registry take a token that may push there.';

/** What registries, and the way to them, refuse. */
export const registrySignatures: readonly Signature[] = [
  {
    id: "E61",
    pattern: /HTTP Basic: Access denied|Requesting bearer token: invalid status code from registry 403/,
    role: "error",
    title:
      "GitLab does not accept the user or the token: wrong, expired, without the right scope, or a password of an account with two factors.",
    fix: "Use CI_REGISTRY_USER with CI_REGISTRY_PASSWORD, or a deploy token with write_registry. CI_JOB_TOKEN ends with its job.",
  },
  {
    id: "E62",
    pattern: /denied: access forbidden/,
    role: "error",
    title:
      "GitLab's registry refuses the project: the registry is turned off there, the job token is not allowed in, or the image lies outside of the project's path.",
    fix: "Push below $CI_REGISTRY_IMAGE; for another project add this one to its job token allowlist (Settings > CI/CD > Job token permissions).",
  },
  {
    id: "E63",
    pattern:
      /getting username and password: (?:reading password: )?inappropriate ioctl for device|getting username and password: reading username: EOF|Must provide --username with --password-stdin/,
    role: "error",
    title:
      "The login got no user or no password: the variable is empty. Protected variables are empty in pipelines of unprotected branches.",
    fix: "Define the variable, or let it hold for this branch, and pass the password by --password-stdin.",
  },
  {
    id: "E64",
    pattern: /Can't specify both --password-stdin and --password/,
    role: "error",
    title: "The login has --password and --password-stdin.",
    fix: "Leave --password out: other processes can read it.",
  },
  {
    id: "E65",
    pattern: /please specify a registry to log ?in to|http: no Host in request URL/,
    role: "error",
    title: "The login names no registry: the variable, most often CI_REGISTRY, is empty.",
    fix: "Turn the container registry of the project on (Settings > General > Visibility), or write the host.",
  },
  {
    id: "E66",
    pattern:
      /(?:checking authfile: stat|credential file is not accessible: faccessat) (\S+): no such file or directory|reading JSON file "(\S+)": unmarshaling/,
    role: "error",
    title: ([, path, broken]) =>
      broken
        ? `The file with logins, ${broken}, is not valid JSON.`
        : `The file with logins, ${path}, is not there: REGISTRY_AUTH_FILE or --authfile names it.`,
    fix: "Log in first with the same REGISTRY_AUTH_FILE, or unset it.",
  },
  {
    id: "E67",
    pattern: /http: server gave HTTP response to HTTPS client/,
    role: "error",
    title: "The registry speaks plain HTTP, and Buildah speaks HTTPS.",
    fix: "Give the registry TLS. For a test registry write --tls-verify=false with every command: login, build, push, manifest add and manifest push.",
  },
  {
    id: "E68",
    pattern: /x509: certificate (?:signed by unknown authority|is valid for|has expired|relies on)/,
    role: "error",
    title:
      "The registry's certificate is not trusted: it is made by an authority that the job's image does not know, has expired, or is for another name.",
    fix: "Put the authority's certificate into the image, or name its folder with --cert-dir.",
  },
  {
    id: "E69",
    pattern: /toomanyrequests/,
    role: "error",
    title: "The registry lets no more requests through: Docker Hub limits pulls without a login.",
    fix: "Pull through the dependency proxy ($CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX), log in to docker.io, or use a mirror.",
  },
  {
    id: "E71",
    pattern: /blob unknown to registry/,
    role: "error",
    title: "The list was pushed without its images, and the registry does not have them in that repository.",
    fix: "Write buildah manifest push --all: it is the default only from Buildah 1.38 on.",
  },
  {
    id: "E73",
    pattern:
      /short-name resolution enforced but cannot prompt without a TTY|short-name "(\S+)" did not resolve to an alias/,
    role: "error",
    title: ([, name]) => `The image${name ? ` ${name}` : ""} has no registry in its name, and none can be chosen here.`,
    fix: ([, name]) =>
      `Write the registry: docker.io/library/${name ?? "NAME"}. If the name is that of a stage, mend the stage's name.`,
  },
  {
    id: "E75",
    pattern: /dial tcp: lookup (\S+?)(?: on \S+)?: (?:no such host|.*server misbehaving|.*try again)/,
    role: "error",
    title: ([, host]) =>
      host?.includes("docker.io")
        ? `The registry ${host} cannot be found. A name without a registry means docker.io: that may not be what is meant.`
        : `The registry ${host} cannot be found: the name is wrong, or the runner has no way to it.`,
    fix: "Write the whole name ($CI_REGISTRY_IMAGE/…), mend the variable with the host, or let the runner reach it.",
  },
  {
    id: "E78",
    pattern:
      /dial tcp (\S+): (?:connect: (?:connection refused|no route to host|network is unreachable)|i\/o timeout)|TLS handshake timeout|context deadline exceeded/,
    role: "error",
    title: ([, address]) => `The registry${address ? ` at ${address}` : ""} does not answer.`,
    fix: "Look at host and port, at the service of the job if the registry runs there, and at the runner's network.",
  },
  {
    id: "E77",
    pattern: /413 Request Entity Too Large|blob upload (?:invalid|unknown)/,
    role: "error",
    title:
      "The upload was cut off: a proxy before the registry allows no such size, or the login ended while the layer was sent.",
    fix: "Raise the proxy's limit (client_max_body_size), or the life of registry tokens; log in right before the push.",
  },
  {
    id: "E79",
    pattern: /received unexpected HTTP status: (5\d\d [\w ]+)|in \S+: unsupported$/,
    role: "error",
    title: ([, status]) =>
      status
        ? `The registry itself failed: ${status}.`
        : "The registry takes no uploads there: it is a mirror or a proxy.",
    fix: "Try again, and tell the registry's administrator; retry: in the job repeats it by itself. Push to a registry that takes uploads.",
  },
  {
    id: "E76",
    pattern: /tag invalid: The image tag '.+' already exists .* immutable|tag is immutable|immutable tag/i,
    role: "error",
    title: "The tag exists, and the registry does not let it change.",
    fix: "Push a tag that is new in each pipeline: $CI_COMMIT_SHORT_SHA or $CI_PIPELINE_ID in it.",
  },
  {
    id: "E74",
    pattern: /manifest invalid|MANIFEST_INVALID|is not one of \['application\/vnd\.oci\.image/,
    role: "error",
    title: "The registry does not take this kind of manifest: Docker's and OCI's are mixed, or it knows one kind only.",
    fix: "Set the same BUILDAH_FORMAT for all jobs, and push the list with --format v2s2 (docker) or --format oci.",
  },
  {
    id: "E70",
    pattern: /reading manifest (\S+) in (\S+): (?:.*: )?manifest unknown|name unknown/,
    role: "error",
    title: ([, tag, repository]) =>
      `${repository && tag ? `${repository}${tag.startsWith("sha256:") ? "@" : ":"}${tag}` : "The image"} is not in the registry, or not yet.`,
    fix: "If a job of this pipeline pushes it, let this job need that one; compare both names letter by letter; look whether a cleanup policy removes the tag.",
  },
  {
    id: "E60",
    pattern:
      /authentication required|requested access to the resource is denied|invalid username\/password|insufficient_scope|: (?:denied|unauthorized)\b|\bHTTP 401\b/,
    role: "error",
    title: "The registry refuses: there is no login to it in this job, or the user may not do this there.",
    fix: login,
  },
  {
    id: "E59",
    pattern: /not logged into (\S+)/,
    role: "error",
    title: ([, registry]) => `buildah logout ends with an error, for there was no login to ${registry}.`,
    fix: "Leave the logout out, or write buildah logout … || true.",
  },
];
