import type { BuildahCall } from "../buildah/call";
import type { Command } from "../shell/command";

/**
 * Commands that certainly neither build, push or fetch images nor log in. Everything else may (`make`, `./build.sh`,
 * `docker`, `python`), and what a job is then said to lack could come from there.
 */
const harmless: ReadonlySet<string> = new Set(
  (
    "[ [[ : . alias apk apt apt-get awk base64 basename break cat cd chmod chown clear column comm command continue cp curl cut date dd declare " +
    "df diff dig dirname dnf du echo egrep env exit export expr false fgrep file find free git grep gunzip gzip head hostname id " +
    "install jq kill let ln local ls md5sum microdnf mkdir mktemp more mount mv nl nproc nslookup od openssl paste ping popd printf " +
    "printenv ps pushd pwd read readarray mapfile readonly readlink realpath return rev rm rmdir rpm sed seq set sha256sum shift shopt " +
    "sleep sort split stat stty sync tac tail tar tee test time touch tr trap tree true tty type typeset ulimit umask uname uniq unset " +
    "unzip update-ca-certificates uptime wait wc wget which whoami xargs xz yes yum yq zip zypper update-binfmts unshare newuidmap"
  ).split(" "),
);

/** Subcommands of Buildah, Podman and skopeo that leave names, lists and logins as they are. */
const harmlessCalls: ReadonlySet<string> = new Set([
  "version",
  "info",
  "images",
  "inspect",
  "containers",
  "ps",
  "history",
  "manifest inspect",
  "manifest exists",
  "image ls",
  "image exists",
  "image inspect",
  "logs",
  "list-tags",
]);

/** True when the command may do something to images or logins that is not seen. */
export function isOpaque(command: Command): boolean {
  const name = command.words[0]!.value.literal;
  if (name === undefined) return true;
  if (name === "source" || name === "." || name === "eval") return true;
  // Shell text given with -c is read; a script's file is not.
  if (/^(\/usr)?(\/bin\/)?(sh|bash|dash|ash)$/.test(name)) {
    return !command.words.some((word) => /^-[a-z]*c$/.test(word.value.literal ?? "")) || command.input !== "none";
  }
  // `buildah --version`
  if (/(^|\/)(buildah|podman|skopeo)$/.test(name))
    return command.words.slice(1).some((word) => !word.value.flat.startsWith("-"));
  if (name === "xargs" || name === "find")
    return command.words.some((word) => /buildah|podman|docker|skopeo/.test(word.value.flat));
  return !harmless.has(name.replace(/^(\/usr)?(\/s?bin\/)/, ""));
}

/** Subcommands of Buildah that change working containers only; Podman's `run` may do anything. */
const containerCalls: ReadonlySet<string> = new Set(
  "add config copy delete mount rename rm run umount unmount".split(" "),
);

/** True for a call whose effect on images and logins is not modelled. */
export function isOpaqueCall({ tool, subcommand }: BuildahCall): boolean {
  return !harmlessCalls.has(subcommand) && !(tool === "buildah" && containerCalls.has(subcommand));
}
