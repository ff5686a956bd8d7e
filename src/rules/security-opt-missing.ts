import type { RunnerConfiguration, RunnerEntry, TomlTable } from "../runner/configuration";
import { addDockerKey } from "../runner/edit";
import { checkOption, readOption } from "../runner/optionSyntax";
import { findSecurityOptions, hasDockerExecutor, type SecurityOptions } from "../runner/securityOptions";
import { arrayOf, findEntry, stringOf, stringsOf } from "../runner/value";
import { replace, type TextEdit } from "../text/finding";
import type { Location } from "../text/span";
import type { Rule } from "./rule";

/** What GitLab's page on multi-platform images with Buildah tells to write. */
const remedy = '["seccomp:unconfined", "apparmor:unconfined"]';

const rule: Rule = {
  id: "security-opt-missing",
  summary: "A runner's Docker containers keep the profiles under which rootless Buildah cannot work.",
  severity: "warning",
  confidence: "certain",
  fixes: ["safe"],
  runner(configuration, { report, hasBuilds }) {
    // In a file that is not TOML the option may stand in what could not be read.
    if (configuration.problems.length > 0) return;
    const found = findSecurityOptions(configuration);
    for (const entry of configuration.entries) {
      // An unknown executor may be one without Docker. A slip in the option is told by security-opt-syntax.
      if (!hasDockerExecutor(entry) || isOpenOtherwise(entry) || hasSlip(entry, found)) continue;
      const lack = findLack(configuration, entry);
      if (!lack) continue;
      const runner = entry.name ? `Runner "${entry.name}"` : "This runner";
      report({
        at: lack.at,
        message: `${runner} ${lack.reason}: Buildah in its jobs ends with “Error during unshare(CLONE_NEWUSER): Operation not permitted”, already at login.`,
        ...(hasBuilds ? {} : { severity: "info" as const }),
        fixes: () => (lack.edit ? [{ title: lack.title, edits: [lack.edit], safety: "safe" }] : []),
      });
    }
  },
};

/** True when the option is there, but under another name or in another place. */
function hasSlip(entry: RunnerEntry, found: readonly SecurityOptions[]): boolean {
  const near = found.filter(({ owner }) => owner === undefined || owner === entry);
  return near.some(({ isPlaced, isNamed }) => !isPlaced || !isNamed);
}

interface Lack {
  readonly at: Location;
  /** Follows the runner's name. */
  readonly reason: string;
  readonly title: string;
  readonly edit: TextEdit | undefined;
}

function findLack(configuration: RunnerConfiguration, entry: RunnerEntry): Lack | undefined {
  const title = `Add security_opt = ${remedy}`;
  const reason = `starts unprivileged Docker containers (executor ${entry.executor}) without security_opt`;
  const docker = findEntry(entry.table, "docker");
  const option = entry.docker && findEntry(entry.docker, "security_opt");
  if (!option) {
    // `docker` that is no table is not for this rule.
    if (docker && !entry.docker) return undefined;
    const edit = addDockerKey(configuration, entry, { name: "security_opt", value: remedy });
    const services = entry.docker && findEntry(entry.docker, "services_security_opt");
    if (services)
      return { at: services.key, reason: "gives security options to its service containers only", title, edit };
    const place = entry.docker?.header ?? docker?.key ?? findEntry(entry.table, "executor")?.value.location;
    return place && { at: place, reason, title, edit };
  }
  const at = option.value.location;
  const list = arrayOf(option.value);
  if (!list) return undefined;
  if (list.length === 0) return { at, reason, title, edit: replace(at, remedy) };
  const options = list.flatMap(({ value }) => (typeof value === "string" ? value : []));
  if (options.length < list.length || !onlyOpensAppArmor(options)) return undefined;
  return {
    at,
    reason: "lifts AppArmor for its Docker containers but keeps Docker's seccomp profile",
    title: 'Add "seccomp:unconfined"',
    edit: {
      file: at.file,
      span: { start: list[0]!.location.span.start, end: list[0]!.location.span.start },
      newText: '"seccomp:unconfined", ',
    },
  };
}

/**
 * Seccomp is what denies the new user namespace, so a list that only lifts AppArmor is not enough. The other half alone
 * is: not every host has AppArmor. Any other list is a choice of its own: SELinux labels, a profile file.
 */
function onlyOpensAppArmor(options: readonly string[]): boolean {
  return options.every((option) => {
    const read = readOption(option);
    return !checkOption(option) && read?.key === "apparmor" && read.value === "unconfined";
  });
}

/** True when something else in the entry may let Buildah work, or when Buildah has no business there. */
function isOpenOtherwise({ table, docker }: RunnerEntry): boolean {
  if (stringOf(table, "shell") === "powershell") return true;
  return docker !== undefined && (isPrivileged(docker) || hasOtherProfile(docker) || isWindows(docker));
}

/** Docker's seccomp profile allows new namespaces to containers with CAP_SYS_ADMIN. */
function isPrivileged(docker: TomlTable): boolean {
  const privileged = findEntry(docker, "privileged")?.value.value ?? false;
  const capabilities = findEntry(docker, "cap_add")?.value;
  if (privileged !== false || (capabilities && !arrayOf(capabilities))) return true;
  return stringsOf(docker, "cap_add").some((name) => /^(?:CAP_)?(?:SYS_ADMIN|ALL)$/i.test(name));
}

/** Podman's own seccomp profile allows new user namespaces; other runtimes (Sysbox, Kata, gVisor) have other rules. */
function hasOtherProfile(docker: TomlTable): boolean {
  return (
    /podman/i.test(stringOf(docker, "host") ?? "") ||
    !["", "runc", "crun", "nvidia"].includes(stringOf(docker, "runtime") ?? "")
  );
}

function isWindows(docker: TomlTable): boolean {
  if (["hyperv", "process"].includes(stringOf(docker, "isolation") ?? "")) return true;
  if (/\bwindows\/|windowsservercore|nanoserver/i.test(stringOf(docker, "image") ?? "")) return true;
  return stringsOf(docker, "volumes").some((volume) => /^[a-z]:[\\/]/i.test(volume));
}

export default rule;
