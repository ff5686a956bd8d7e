import type { Job } from "../gitlab/pipeline";
import type { JobRun } from "../images/flow";
import type { Statement } from "./answers";
import type { FlowContext, JobContext, Report, Rule } from "./rule";
import type { Watch } from "./watch";

type Question = Parameters<JobContext["inFlow"]>[0];

/** Asks the rules about one job. */
export function askAbout(
  job: Job,
  runs: readonly JobRun[],
  contexts: ReadonlyMap<Rule, FlowContext>,
  watch: Watch,
): readonly Statement[] {
  const statements: Statement[] = [];
  const { flow } = watch;
  for (const [rule, context] of contexts) {
    if (!rule.job && !rule.call && !rule.pipelineJob) continue;
    const attempt = (action: () => void) => {
      try {
        action();
      } catch (error) {
        statements.push({ rule, said: { error } });
      }
    };
    const report = (one: Report) => statements.push({ rule, said: { report: one }, job: job.name });
    const watched = watch.context(context, report);
    const { settings, versionOf } = watched;
    for (const run of runs) {
      const questions: Question[] = [];
      const own: JobContext = { report, settings, versionOf, inFlow: (ask) => questions.push(ask) };
      attempt(() => {
        rule.job?.(run, own);
        if (rule.call) for (const call of run.calls) rule.call(call, run, own);
      });
      for (const ask of questions) attempt(() => ask(flow, watched));
    }
    // What crosses jobs is not certain where the rest of the pipeline is not at hand.
    if (!rule.pipelineJob || flow.pipeline.isFragment) continue;
    const ofPipeline = watch.context(context, (one) => statements.push({ rule, said: { report: one } }));
    attempt(() => rule.pipelineJob!(job, flow, ofPipeline));
  }
  return statements;
}
