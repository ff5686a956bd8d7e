import { type Capabilities, readCapabilities } from "../runner/capabilities";
import type { RunnerConfiguration, RunnerEntry } from "../runner/configuration";
import { addKey, addStrings } from "../runner/edit";
import { readSection } from "../runner/sections";
import { findEntry, tableOf } from "../runner/value";
import type { TextEdit } from "../text/finding";
import type { Rule } from "./rule";

/** What a label of Buildah's own images says that they need, without those for the network and for ports. */
const wanted = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETFCAP", "SETGID", "SETUID", "SYS_CHROOT"];

const rule: Rule = {
  id: "k8s-capabilities",
  summary: "A Kubernetes runner takes from its build containers the capabilities that Buildah needs.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  runner(configuration, { report, hasBuilds }) {
    if (!hasBuilds) return;
    for (const entry of configuration.entries) {
      const section = readSection(entry);
      const capabilities = section.kind === "kubernetes" ? readCapabilities(section) : undefined;
      const missing = capabilities ? missingIn(capabilities) : [];
      if (!capabilities || missing.length === 0) continue;
      const runner = entry.name ? `Runner "${entry.name}"` : "This runner";
      report({
        at: capabilities.drop.location,
        message: `${runner} takes SETUID or SETGID from its build containers: Buildah maps users with them, and ends at its first command with “newuidmap: Operation not permitted”.`,
        fixes: () => {
          const edit = giveBack(configuration, entry, missing);
          return edit ? [{ title: `Add ${missing.join(", ")}`, edits: [edit], safety: "unsafe" }] : [];
        },
      });
    }
  },
};

/** What to give back; nothing when Buildah has what it must have. */
function missingIn({ dropped, added }: Capabilities): readonly string[] {
  if (added.has("ALL") || added.has("SYS_ADMIN")) return [];
  const isGone = (name: string) => (dropped.has("ALL") || dropped.has(name)) && !added.has(name);
  return isGone("SETUID") || isGone("SETGID") ? wanted.filter(isGone) : [];
}

/** Into the table that has the list which takes away. */
function giveBack(
  configuration: RunnerConfiguration,
  entry: RunnerEntry,
  names: readonly string[],
): TextEdit | undefined {
  const kubernetes = findEntry(entry.table, "kubernetes")?.value;
  const below = (holder: typeof kubernetes, name: string) => {
    const table = holder && tableOf(holder);
    return table && findEntry(table, name)?.value;
  };
  const own = below(below(kubernetes, "build_container_security_context"), "capabilities");
  const isOwn = below(own, "drop") !== undefined;
  const holder = isOwn ? own : kubernetes;
  const name = isOwn ? "add" : "cap_add";
  const list = below(holder, name);
  if (list) return addStrings(configuration, list, names);
  const value = `[${names.map((one) => JSON.stringify(one)).join(", ")}]`;
  return holder && addKey(configuration, entry, holder, { name, value });
}

export default rule;
