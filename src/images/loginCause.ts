import { isLoginTo } from "./credentials";
import type { ImageFlow, JobRun } from "./flow";
import type { MissingLogin } from "./logins";
import { findLostLogin, type LostLogin, logsIn } from "./lostLogin";
import { perFlow } from "./perFlow";

/** Why a job has no login where it needs one, although somebody thought of one. The first of these that holds. */
export type LoginCause =
  | { readonly kind: "override"; readonly lost: LostLogin }
  | { readonly kind: "late"; readonly isAfterScript: boolean }
  | { readonly kind: "otherJob"; readonly run: JobRun }
  | { readonly kind: "otherRegistry" }
  | { readonly kind: "none" };

/** Several rules ask, each for one of the causes. */
const causes = perFlow(() => new Map<MissingLogin, LoginCause>());

export function causeOf(missing: MissingLogin, run: JobRun, flow: ImageFlow): LoginCause {
  const known = causes(flow);
  const cause = known.get(missing) ?? findCause(missing, run, flow);
  known.set(missing, cause);
  return cause;
}

function findCause({ registry, isLate, others }: MissingLogin, run: JobRun, flow: ImageFlow): LoginCause {
  const lost = findLostLogin(run, registry, flow);
  if (lost) return { kind: "override", lost };
  const isAfterScript = !isLate && logsIn(run.job.afterScript, run, registry, flow);
  if (isLate || isAfterScript) return { kind: "late", isAfterScript };
  const other = runsThatOnlyLogIn(flow).find(({ events }) => events.every((event) => isLoginTo(event, registry)));
  if (other) return { kind: "otherJob", run: other };
  return { kind: others.length > 0 ? "otherRegistry" : "none" };
}

/** A job that only logs in was meant for the others. */
const runsThatOnlyLogIn = perFlow((flow) =>
  flow.runs.filter(({ events }) => events.length > 0 && events.every(({ kind }) => kind === "login")),
);
