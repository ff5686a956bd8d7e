import type { Job } from "../gitlab/pipeline";
import type { JobRun } from "../images/flow";
import type { Location } from "../text/span";
import type { FlowContext, JobContext, Report, Rule } from "./rule";
import { everything, type Sight, type Watch } from "./watch";

type Question = Parameters<JobContext["inFlow"]>[0];

/** What a rule said of a job, or why it could not. */
export interface Statement {
  readonly rule: Rule;
  readonly said: { readonly report: Report } | { readonly error: unknown };
  /** The job's name, when the statement is about nothing else. */
  readonly job?: string;
}

/** What a rule said of a job, and what it looked at for that besides the job itself. */
export interface Answer {
  readonly statements: readonly Statement[];
  readonly sights: ReadonlySet<Sight>;
}

const silence: Answer = { statements: [], sights: new Set() };

/** Asks one rule about one job. */
export function askAbout(job: Job, runs: readonly JobRun[], rule: Rule, context: FlowContext, watch: Watch): Answer {
  const statements: Statement[] = [];
  const { flow } = watch;
  const attempt = (action: () => void) => {
    try {
      action();
    } catch (error) {
      statements.push({ rule, said: { error } });
    }
  };
  const report = (one: Report) => statements.push({ rule, said: { report: one }, job: job.name });
  const { settings, versionOf } = context;
  const questions: Question[] = [];
  const own: JobContext = { report, settings, versionOf, inFlow: (ask) => questions.push(ask) };
  // These see a job instance and nothing else.
  for (const run of rule.job || rule.call ? runs : []) {
    attempt(() => {
      rule.job?.(run, own);
      if (rule.call) for (const call of run.calls) rule.call(call, run, own);
    });
  }
  // What crosses jobs is not certain where the rest of the pipeline is not at hand.
  const isWhole = rule.pipelineJob !== undefined && !flow.pipeline.isFragment;
  if (questions.length === 0 && !isWhole) return statements.length === 0 ? silence : answer(statements, []);
  const sights = watch.during(() => {
    const watched = watch.context(context, report);
    for (const ask of questions) attempt(() => ask(flow, watched));
    if (!isWhole) return;
    const ofPipeline = watch.context(context, (one) => statements.push({ rule, said: { report: one } }));
    attempt(() => rule.pipelineJob!(job, flow, ofPipeline));
  });
  return answer(statements, sights);
}

/** A location that was computed does not move with its text. */
function answer(statements: readonly Statement[], sights: Iterable<Sight>): Answer {
  const isFixed = (location: Location) => Object.getOwnPropertyDescriptor(location, "span")?.value !== undefined;
  const hasFixed = statements.some(
    ({ said }) =>
      "report" in said &&
      [said.report.at, ...(said.report.related ?? []).map(({ location }) => location)].some(isFixed),
  );
  return { statements, sights: new Set(hasFixed ? [...sights, everything] : sights) };
}
