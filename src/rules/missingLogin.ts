import { addLogin, recallLogin } from "../images/addLogin";
import type { ImageFlow, JobRun } from "../images/flow";
import { causeOf, type LoginCause } from "../images/loginCause";
import { describeUse, findMissingLogin, type MissingLogin } from "../images/logins";
import type { LostLogin } from "../images/lostLogin";
import { formatRegistry } from "../images/registry";
import type { Fix } from "../text/finding";
import type { Rule } from "./rule";

type Kind = LoginCause["kind"];

/**
 * Looks for what a registry refuses for lack of a login. Each cause has a rule of its own, so that one fault has one
 * finding; `login-missing` speaks where there is none.
 * @param explain the cause, for the middle of a sentence
 */
export function missingLogin<K extends Kind>(
  kind: K,
  explain: (cause: LoginCause & { readonly kind: K }, missing: MissingLogin, run: JobRun) => string,
): NonNullable<Rule["job"]> {
  return (run, { inFlow }) => {
    const missing = findMissingLogin(run);
    if (!missing) return;
    inFlow((flow, { report }) => {
      const cause = causeOf(missing, run, flow);
      if (!isOf(cause, kind)) return;
      const lost = lostLoginOf(cause);
      report({
        at: missing.reference.location,
        message: `${run.job.name} ${describeUse(missing)} without a login to ${formatRegistry(missing.registry)}${explain(cause, missing, run)}: the registry refuses it with “authentication required” or “denied”.`,
        related: lost ? [{ location: lost.node.location, message: "This logs in, but does not run in the job." }] : [],
        fixes: () => makeFixes(missing, cause, run, flow),
      });
    });
  };
}

function isOf<K extends Kind>(cause: LoginCause, kind: K): cause is LoginCause & { readonly kind: K } {
  return cause.kind === kind;
}

function lostLoginOf(cause: LoginCause): LostLogin | undefined {
  return cause.kind === "override" ? cause.lost : undefined;
}

function makeFixes(missing: MissingLogin, cause: LoginCause, run: JobRun, flow: ImageFlow): Fix[] {
  const lost = lostLoginOf(cause);
  const recall = lost && recallLogin(lost, run.job, flow);
  const login = addLogin(missing, run, flow);
  return [
    ...(recall
      ? [{ title: `Run the before_script of ${lost.path[0]} too`, edits: [recall], safety: "unsafe" } as const]
      : []),
    ...(login ? [{ title: "Log in to GitLab’s registry first", ...login }] : []),
  ];
}
