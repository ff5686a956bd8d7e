import { hasAllRights } from "../runner/capabilities";
import type { KubernetesSection } from "../runner/kubernetes";
import type { Placed } from "../runner/placed";
import { readSection } from "../runner/sections";
import { replace } from "../text/finding";
import type { Rule } from "./rule";

/** A setting of the build container under which Buildah does not work. */
interface Obstacle {
  readonly setting: Placed<unknown>;
  /** Follows the runner's name. */
  readonly reason: string;
  readonly effect: string;
  readonly newText: string;
}

const rule: Rule = {
  id: "k8s-security-context",
  summary: "The security context of a Kubernetes runner's build containers stops Buildah.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  runner(configuration, { report, hasBuilds }) {
    if (!hasBuilds) return;
    for (const entry of configuration.entries) {
      const section = readSection(entry);
      if (section.kind !== "kubernetes" || hasAllRights(section)) continue;
      const runner = entry.name ? `Runner "${entry.name}"` : "This runner";
      for (const { setting, reason, effect, newText } of findObstacles(section)) {
        report({
          at: setting.location,
          message: `${runner} ${reason}: Buildah ends with “${effect}”, already at its first command.`,
          fixes: () => [{ title: `Write ${newText}`, edits: [replace(setting.location, newText)], safety: "unsafe" }],
        });
      }
    }
  },
};

function findObstacles(section: KubernetesSection): readonly Obstacle[] {
  const { buildContext, capAdd } = section;
  const found: Obstacle[] = [];
  const escalation = buildContext?.allowPrivilegeEscalation ?? section.allowPrivilegeEscalation;
  const isOrdinaryUser = (buildContext?.runAsUser?.value ?? 0) !== 0 || buildContext?.runAsNonRoot?.value === true;
  if (escalation?.value === false && isOrdinaryUser) {
    const reason = "runs jobs as an ordinary user that may gain no rights, which newuidmap must";
    found.push({ setting: escalation, reason, effect: "newuidmap: Operation not permitted", newText: "true" });
  }
  const added = [...(capAdd?.value ?? []), ...(buildContext?.capAdd?.value ?? [])];
  const profile = buildContext?.seccompProfile;
  // The usual profiles allow new namespaces to containers with CAP_SYS_ADMIN.
  if (profile?.value === "RuntimeDefault" && !added.some((name) => /^(CAP_)?(SYS_ADMIN|ALL)$/i.test(name))) {
    const reason = "keeps the seccomp profile of the container runtime, which denies new user namespaces";
    const effect = "Error during unshare(CLONE_NEWUSER): Operation not permitted";
    found.push({ setting: profile, reason, effect, newText: '"Unconfined"' });
  }
  return found;
}

export default rule;
