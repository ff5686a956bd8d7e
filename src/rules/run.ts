import type { Containerfile } from "../containerfile/containerfile";
import type { ImageFlow, JobRun } from "../images/flow";
import type { RunnerConfiguration } from "../runner/configuration";
import type { Finding } from "../text/finding";
import type { FlowContext, JobContext, Report, Rule } from "./rule";

/** What the rules are run on. */
export interface Subject {
  readonly flows: readonly ImageFlow[];
  readonly runners: readonly RunnerConfiguration[];
  readonly containerfiles: readonly Containerfile[];
  readonly containerfileOf: FlowContext["containerfileOf"];
}

/** A rule that threw: what it was looking at has no findings of it; the rest has. */
export interface RuleFailure {
  readonly rule: string;
  readonly error: unknown;
}

export interface RuleResults {
  /** Each place once for each rule, in the order of rules and places. */
  readonly findings: readonly Finding[];
  /** Each rule once. A fix is made when it is asked for: one that throws then is added here. */
  readonly failures: readonly RuleFailure[];
}

/** What a rule said of one job instance by itself, and what it wants to ask of the whole. */
interface Verdict {
  readonly rule: Rule;
  readonly reports: Report[];
  readonly questions: Parameters<JobContext["inFlow"]>[0][];
  readonly error?: unknown;
}

/** Runs rules on pipelines, runner configurations and Containerfiles. */
export class Linter {
  /** Most rules say nothing of most instances: only the others are here. */
  readonly #verdicts = new WeakMap<JobRun, readonly Verdict[]>();

  constructor(readonly rules: readonly Rule[]) {}

  lint(subject: Subject): RuleResults {
    const results = new Results();
    const { flows, runners, containerfileOf } = subject;
    const hasBuilds = flows.some(({ runs }) => runs.some(({ events }) => events.some(({ kind }) => kind === "build")));
    const contextOf = (rule: Rule): FlowContext => ({
      report: (report) => results.add(rule, report),
      runners,
      hasBuilds,
      containerfileOf,
    });
    const contexts = new Map(this.rules.map((rule) => [rule, contextOf(rule)]));
    for (const flow of flows) {
      for (const run of flow.runs) {
        for (const { rule, reports, questions, ...failure } of this.#judge(run)) {
          if ("error" in failure) results.fail(rule, failure.error);
          for (const report of reports) results.add(rule, report);
          for (const ask of questions) results.try(rule, () => ask(flow, contexts.get(rule)!));
        }
      }
    }
    for (const [rule, context] of contexts) {
      for (const flow of flows) results.try(rule, () => rule.pipeline?.(flow, context));
      for (const configuration of runners) results.try(rule, () => rule.runner?.(configuration, context));
      for (const file of subject.containerfiles) results.try(rule, () => rule.containerfile?.(file, context));
    }
    return results.finish(this.rules);
  }

  #judge(run: JobRun): readonly Verdict[] {
    const known = this.#verdicts.get(run);
    if (known) return known;
    const verdicts = this.rules.flatMap((rule) => judge(rule, run) ?? []);
    this.#verdicts.set(run, verdicts);
    return verdicts;
  }
}

function judge(rule: Rule, run: JobRun): Verdict | undefined {
  if (!rule.job && !rule.call) return undefined;
  const verdict: Verdict = { rule, reports: [], questions: [] };
  const context: JobContext = {
    report: (report) => verdict.reports.push(report),
    inFlow: (ask) => verdict.questions.push(ask),
  };
  try {
    rule.job?.(run, context);
    if (rule.call) for (const call of run.calls) rule.call(call, run, context);
  } catch (error) {
    return { ...verdict, error };
  }
  return verdict.reports.length + verdict.questions.length > 0 ? verdict : undefined;
}

class Results {
  readonly #findings = new Map<string, Finding>();
  readonly #failures: RuleFailure[] = [];

  add(rule: Rule, report: Report): void {
    const { file, span } = report.at;
    // Instances of a matrix and users of a template come to the same place.
    const key = `${rule.id} ${span.start} ${span.end} ${file}`;
    if (file !== "" && !this.#findings.has(key)) this.#findings.set(key, this.#finding(rule, report));
  }

  fail({ id }: Rule, error: unknown): void {
    if (!this.#failures.some(({ rule }) => rule === id)) this.#failures.push({ rule: id, error });
  }

  try<T>(rule: Rule, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.fail(rule, error);
      return undefined;
    }
  }

  finish(rules: readonly Rule[]): RuleResults {
    const order = new Map(rules.map(({ id }, index) => [id, index]));
    const findings = [...this.#findings.values()].sort((a, b) => order.get(a.rule)! - order.get(b.rule)!);
    return { findings, failures: this.#failures };
  }

  #finding(rule: Rule, { at, message, severity, related, fixes, snippets }: Report): Finding {
    const makeFixes = () => this.try(rule, () => fixes?.()) ?? [];
    return {
      rule: rule.id,
      severity: severity ?? rule.severity,
      message,
      location: at,
      related: related ?? [],
      get fixes() {
        return makeFixes();
      },
      snippets: snippets ?? [],
    };
  }
}
