import { rules } from "../rules/index";
import type { Check } from "../run/doctor/check";
import type { RunnerConfiguration, RunnerEntry } from "../runner/configuration";
import { readSection } from "../runner/sections";
import type { Finding } from "../text/finding";
import type { Location } from "../text/span";

/** A check of a runner, and the lines that stand in the way. */
export interface RunnerCheck extends Check {
  readonly locations: readonly Location[];
}

/** Says of each runner of a configuration whether Buildah works in its jobs, by what the rules find there. */
export function checkRunners(configuration: RunnerConfiguration, findings: readonly Finding[]): readonly RunnerCheck[] {
  const inFile = findings.filter(({ location, rule }) => location.file === configuration.file && obstacles.has(rule));
  return configuration.entries.map((entry, index) => {
    const found = inFile.filter(({ location }) => ownerOf(configuration.entries, location) === index);
    const [first] = found;
    const name = entry.name === undefined ? `runner ${index + 1}` : `runner “${entry.name}”`;
    const check = first
      ? { state: "failure" as const, message: withoutStop(first.message), fix: first.fixes[0]?.title }
      : judgeQuiet(entry, name);
    return { id: `runner:${entry.name ?? index + 1}`, ...check, locations: found.map(({ location }) => location) };
  });
}

/** By the rule itself: where no pipeline builds, a finding is milder than for somebody who asks about builds. */
const obstacles = new Set(
  rules.filter(({ severity }) => severity === "error" || severity === "warning").map(({ id }) => id),
);

function judgeQuiet(entry: RunnerEntry, name: string): Pick<Check, "state" | "message"> {
  const { kind } = readSection(entry);
  if (kind === "other")
    return {
      state: "unknown",
      message: `${name} has the executor ${entry.executor ?? "that nothing names"}, of which nothing is known here`,
    };
  if (kind === "shell")
    return { state: "unknown", message: `${name} runs jobs on its own machine: run this command there` };
  return { state: "ok", message: `nothing in the configuration of ${name} stands in Buildah's way` };
}

/** The entry that a place belongs to: each reaches to the header of the next. */
function ownerOf(entries: readonly RunnerEntry[], { span }: Location): number {
  return entries.findLastIndex(({ table }) => (table.header?.span.start ?? 0) <= span.start);
}

function withoutStop(message: string): string {
  return message.replace(/\.$/, "");
}
