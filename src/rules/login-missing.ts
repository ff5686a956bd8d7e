import { addLogin, recallLogin } from "../images/addLogin";
import { isLoginTo } from "../images/credentials";
import { joinNames } from "../images/describe";
import type { ImageFlow, JobRun } from "../images/flow";
import { describeUse, findMissingLogin, type MissingLogin } from "../images/logins";
import { findLostLogin, type LostLogin } from "../images/lostLogin";
import { formatRegistry } from "../images/registry";
import type { Fix } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "login-missing",
  summary: "A job pushes to a registry without having logged in there.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job(run, { inFlow }) {
    const missing = findMissingLogin(run);
    if (!missing) return;
    inFlow((flow, { report }) => {
      const lost = findLostLogin(run, missing.registry, flow);
      report({
        at: missing.reference.location,
        message: `${run.job.name} ${describeUse(missing)} without a login to ${formatRegistry(missing.registry)}${explain(missing, lost, run, flow)}: the registry refuses it with “authentication required” or “denied”.`,
        related: lost ? [{ location: lost.node.location, message: "This logs in, but does not run in the job." }] : [],
        fixes: () => makeFixes(missing, lost, run, flow),
      });
    });
  },
};

/** Why there is no login although somebody thought of one. */
function explain(
  { others, isLate, event, registry }: MissingLogin,
  lost: LostLogin | undefined,
  { job }: JobRun,
  { runs }: ImageFlow,
): string {
  // A job that only logs in was meant for the others.
  const elsewhere = runs.find(({ events }) => events.length > 0 && events.every((other) => isLoginTo(other, registry)));
  if (lost) {
    const owner = lost.path.length > 1 ? `of ${lost.path[0]}` : "at the top level";
    const isReplaced = job.body.entries.has("before_script");
    return isReplaced
      ? ` (its before_script replaces the one ${owner}, which logs in)`
      : ` (it does not inherit the before_script ${owner}, which logs in)`;
  }
  if (isLate) return `, which comes only after the ${event.kind === "listAdd" ? "add" : "push"}`;
  if (elsewhere) return ` (${elsewhere.job.name} logs in, but each job starts without credentials)`;
  return others.length > 0 ? ` (it logs in to ${joinNames(others.map(formatRegistry))} only)` : "";
}

function makeFixes(missing: MissingLogin, lost: LostLogin | undefined, run: JobRun, flow: ImageFlow): Fix[] {
  const recall = lost && recallLogin(lost, run.job, flow);
  const login = addLogin(missing, run, flow);
  return [
    ...(recall
      ? [{ title: `Run the before_script of ${lost.path[0]} too`, edits: [recall], safety: "unsafe" } as const]
      : []),
    ...(login ? [{ title: "Log in to GitLab’s registry first", ...login }] : []),
  ];
}

export default rule;
