import type { RunnerEntry } from "../runner/configuration";
import { readOption } from "../runner/optionSyntax";
import type { Placed } from "../runner/placed";
import { readSection } from "../runner/sections";
import { replace } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "privileged-excess",
  summary: "A runner is privileged although it has the options with which Buildah works without.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  runner(configuration, { report }) {
    for (const entry of configuration.entries) {
      const found = findExcess(entry);
      if (!found) continue;
      const runner = entry.name ? `Runner "${entry.name}"` : "This runner";
      report({
        at: found.privileged.location,
        message: `${runner} is privileged and has ${found.instead} too: that is enough for Buildah, while a job in a privileged container can take over the runner's host.`,
        fixes: () => [
          { title: "Write privileged = false", edits: [replace(found.privileged.location, "false")], safety: "unsafe" },
        ],
      });
    }
  },
};

interface Excess {
  readonly privileged: Placed<boolean>;
  /** What the entry has, with which Buildah needs no more. */
  readonly instead: string;
}

function findExcess(entry: RunnerEntry): Excess | undefined {
  const section = readSection(entry);
  if (section.kind === "docker") {
    const { privileged, securityOpt } = section;
    const opens = (key: string) =>
      securityOpt?.value.some((option) => {
        const read = readOption(option);
        return read?.key === key && read.value === "unconfined";
      });
    // For Docker in Docker, for example, the options would not be there.
    return privileged?.value && opens("seccomp") ? { privileged, instead: "security_opt" } : undefined;
  }
  if (section.kind !== "kubernetes" || section.podSpec.length > 0) return undefined;
  const { buildContext, capAdd } = section;
  const privileged = buildContext?.privileged ?? section.privileged;
  const added = [...(capAdd?.value ?? []), ...(buildContext?.capAdd?.value ?? [])].map((name) =>
    name.replace(/^CAP_/, ""),
  );
  const isOpen = added.includes("SETUID") && added.includes("SETGID");
  return privileged?.value && isOpen ? { privileged, instead: "the capabilities SETUID and SETGID" } : undefined;
}

export default rule;
