import { isLoginTo } from "./credentials";
import type { ImageFlow, JobRun } from "./flow";
import type { MissingLogin } from "./logins";
import { findLostLogin, type LostLogin, logsIn } from "./lostLogin";

/** Why a job has no login where it needs one, although somebody thought of one. The first of these that holds. */
export type LoginCause =
  | { readonly kind: "override"; readonly lost: LostLogin }
  | { readonly kind: "late"; readonly isAfterScript: boolean }
  | { readonly kind: "otherJob"; readonly run: JobRun }
  | { readonly kind: "otherRegistry" }
  | { readonly kind: "none" };

/** Several rules ask, each for one of the causes. */
const known = new WeakMap<MissingLogin, { readonly flow: ImageFlow; readonly cause: LoginCause }>();
const onlyLogins = new WeakMap<ImageFlow, readonly JobRun[]>();

export function causeOf(missing: MissingLogin, run: JobRun, flow: ImageFlow): LoginCause {
  const earlier = known.get(missing);
  if (earlier?.flow === flow) return earlier.cause;
  const cause = findCause(missing, run, flow);
  known.set(missing, { flow, cause });
  return cause;
}

function findCause({ registry, isLate, others }: MissingLogin, run: JobRun, flow: ImageFlow): LoginCause {
  const lost = findLostLogin(run, registry, flow);
  if (lost) return { kind: "override", lost };
  const isAfterScript = !isLate && logsIn(run.job.afterScript, run, registry);
  if (isLate || isAfterScript) return { kind: "late", isAfterScript };
  const other = runsThatOnlyLogIn(flow).find(({ events }) => events.every((event) => isLoginTo(event, registry)));
  if (other) return { kind: "otherJob", run: other };
  return { kind: others.length > 0 ? "otherRegistry" : "none" };
}

/** A job that only logs in was meant for the others. */
function runsThatOnlyLogIn(flow: ImageFlow): readonly JobRun[] {
  let runs = onlyLogins.get(flow);
  if (!runs) {
    runs = flow.runs.filter(({ events }) => events.length > 0 && events.every(({ kind }) => kind === "login"));
    onlyLogins.set(flow, runs);
  }
  return runs;
}
