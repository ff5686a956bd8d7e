import type { Containerfile } from "../containerfile/containerfile";
import type { ImageFlow } from "../images/flow";
import type { RunnerConfiguration } from "../runner/configuration";
import type { Finding } from "../text/finding";
import type { Report, Rule, RuleContext } from "./rule";

/** What the rules are run on. */
export interface Subject {
  readonly flows: readonly ImageFlow[];
  readonly runners: readonly RunnerConfiguration[];
  readonly containerfiles: readonly Containerfile[];
  readonly containerfileOf: RuleContext["containerfileOf"];
}

/** A rule that threw: its findings are lost, those of the others are not. */
export interface RuleFailure {
  readonly rule: string;
  readonly error: unknown;
}

export interface RuleResults {
  /** Each place once for each rule, in the order of rules and places. */
  readonly findings: readonly Finding[];
  readonly failures: readonly RuleFailure[];
}

/** Runs rules on pipelines, runner configurations and Containerfiles. */
export function runRules(rules: readonly Rule[], subject: Subject): RuleResults {
  const findings = new Map<string, Finding>();
  const failures: RuleFailure[] = [];
  const hasBuilds = subject.flows.some((flow) =>
    flow.runs.some((run) => run.events.some((event) => event.kind === "build")),
  );
  for (const rule of rules) {
    const report = (finding: Report) => {
      const { file, span } = finding.at;
      // Instances of a matrix and users of a template come to the same place.
      const key = JSON.stringify([rule.id, file, span.start, span.end]);
      if (file !== "" && !findings.has(key)) findings.set(key, toFinding(rule, finding));
    };
    const { runners, containerfileOf } = subject;
    try {
      visit(rule, subject, { report, runners, hasBuilds, containerfileOf });
    } catch (error) {
      failures.push({ rule: rule.id, error });
    }
  }
  return { findings: [...findings.values()], failures };
}

function visit(rule: Rule, subject: Subject, context: RuleContext): void {
  for (const flow of subject.flows) {
    // What crosses jobs is not certain where the rest of the pipeline is not at hand.
    if (!flow.pipeline.isFragment) rule.pipeline?.(flow, context);
    for (const run of flow.runs) {
      rule.job?.(run, context, flow);
      if (rule.call) for (const call of run.calls) rule.call(call, run, context);
    }
  }
  for (const configuration of subject.runners) rule.runner?.(configuration, context);
  for (const file of subject.containerfiles) rule.containerfile?.(file, context);
}

function toFinding(rule: Rule, report: Report): Finding {
  return {
    rule: rule.id,
    severity: report.severity ?? rule.severity,
    message: report.message,
    location: report.at,
    related: report.related ?? [],
    fixes: report.fixes ?? [],
    snippets: report.snippets ?? [],
  };
}
