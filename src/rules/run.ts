import type { Settings } from "../config/settings";
import type { Containerfile } from "../containerfile/containerfile";
import { isTemplate } from "../containerfile/template";
import { type ContainerfileUse, readUses } from "../images/containerfileUses";
import type { BuildEvent, JobRun } from "../images/flow";
import { type BuildahVersion, readBuildahVersion } from "../images/version";
import type { Finding } from "../text/finding";
import { Places } from "../text/places";
import type { FileId } from "../text/span";
import { Readers } from "./readers";
import { Results, type RuleFailure } from "./results";
import type { FlowContext, JobContext, Report, Rule } from "./rule";
import { findSuppressions, suppress } from "./suppress/apply";
import { findIdle, isWhole } from "./suppress/idle";
import { findSource, type Sources } from "./suppress/source";

/** What the rules are run on: the files of one project, with its settings. */
export interface Subject extends Sources {
  readonly settings: Settings;
  readonly containerfileOf: FlowContext["containerfileOf"];
  /** The builds that use a Containerfile, each with the run that makes it. */
  readonly buildsOf: (file: Containerfile) => readonly (readonly [BuildEvent, JobRun])[];
}

export interface RuleResults {
  /** Each place once for each rule, in the order of rules and places; what comments suppress is not among them. */
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

/** What rules said of one job instance. */
interface Judgement {
  readonly verdicts: readonly Verdict[];
  /** The version that a rule was told: it may stand in a comment, which is no part of the job. */
  readonly version: BuildahVersion | undefined;
}

/** True when a rule is to be run: it is certain, or somebody has named it, and nobody has turned it off. */
export function isOn(rule: Rule, settings: Settings): boolean {
  return (settings.rules?.[rule.id] ?? (rule.confidence === "certain" ? rule.severity : "off")) !== "off";
}

/** Runs rules on pipelines, runner configurations, Containerfiles and settings. */
export class Linter {
  /** By settings, for they say which rules are on. Most rules say nothing of most instances: only the others are here. */
  readonly #judgements = new WeakMap<Settings, WeakMap<JobRun, Judgement>>();

  constructor(readonly rules: readonly Rule[]) {}

  /**
   * @param subjects whose settings are the same object for as long as nobody changes them
   * @param texts every file that was read
   */
  lint(subjects: readonly Subject[], texts: ReadonlyMap<FileId, string>): RuleResults {
    const sources = joinSources(subjects);
    const results = new Results(new Readers(sources.flows));
    const contexts = new Map(subjects.map((subject) => [subject, this.#contexts(subject, sources, texts, results)]));
    for (const [subject, rules] of contexts) this.#visit(subject, rules, results);
    const places = new Places(texts);
    const comments = findSuppressions(texts, places);
    if (comments.size === 0) return { findings: results.findings(this.rules), failures: results.failures };
    const { used } = suppress(results.findings(this.rules), comments, sources, places);
    const ids = this.rules.map(({ id }) => id);
    for (const [file, found] of comments) {
      const subject = subjects.find((one) => findSource(one, file) !== undefined);
      if (!subject) continue;
      const rules = contexts.get(subject)!;
      const on = new Set([...rules.keys()].flatMap((rule) => (rule.suppression ? [] : rule.id)));
      const isJudged = (id: string) => on.has(id) && !results.hasFailed(id) && isWhole(sources, file);
      const idle = findIdle(file, found, used, ids, isJudged, places);
      for (const [rule, context] of rules) {
        for (const comment of idle) results.try(rule, () => rule.suppression?.(comment, context));
      }
    }
    // What is said of comments can be suppressed too.
    const { findings } = suppress(results.findings(this.rules), comments, sources, places);
    return { findings, failures: results.failures };
  }

  #visit(subject: Subject, contexts: ReadonlyMap<Rule, FlowContext>, results: Results): void {
    const { flows, runners, containerfiles, configurations, settings } = subject;
    const [context] = contexts.values();
    if (!context) return;
    const judgements = this.#judgements.get(settings) ?? new WeakMap<JobRun, Judgement>();
    this.#judgements.set(settings, judgements);
    for (const flow of flows) {
      for (const run of flow.runs) {
        const known = judgements.get(run);
        const isValid = known && (!known.version || isSame(known.version, context.versionOf(run)));
        const judgement = isValid ? known : judge(contexts, run);
        if (judgement !== known) judgements.set(run, judgement);
        for (const { rule, reports, questions, ...failure } of judgement.verdicts) {
          if ("error" in failure) results.fail(rule, failure.error);
          const report = (one: Report) => results.add(rule, one, settings, run.job.name);
          reports.forEach(report);
          const own = { ...contexts.get(rule)!, report };
          for (const ask of questions) results.try(rule, () => ask(flow, own));
        }
      }
    }
    for (const [rule, context] of contexts) {
      for (const flow of flows) {
        // What crosses jobs is not certain where the rest of the pipeline is not at hand.
        if (!flow.pipeline.isFragment) results.try(rule, () => rule.pipeline?.(flow, context));
      }
      for (const configuration of runners) results.try(rule, () => rule.runner?.(configuration, context));
      for (const file of containerfiles) {
        if (!isTemplate(file)) results.try(rule, () => rule.containerfile?.(file, context));
      }
      for (const file of configurations) results.try(rule, () => rule.configuration?.(file, context));
    }
  }

  /** The rules that are on, each with its context. */
  #contexts(
    subject: Subject,
    whole: Sources,
    texts: ReadonlyMap<FileId, string>,
    results: Results,
  ): ReadonlyMap<Rule, FlowContext> {
    const { settings, containerfileOf, buildsOf } = subject;
    const versionOf = (run: JobRun) => readBuildahVersion(run, settings, (file) => texts.get(file));
    const { flows, runners } = whole;
    const hasBuilds = flows.some(({ runs }) => runs.some(({ events }) => events.some(({ kind }) => kind === "build")));
    const uses = new Map<Containerfile, readonly ContainerfileUse[]>();
    const usesOf = (file: Containerfile) => {
      const known = uses.get(file) ?? readUses(file, buildsOf(file), versionOf);
      uses.set(file, known);
      return known;
    };
    const contextOf = (rule: Rule): FlowContext => ({
      report: (report) => results.add(rule, report, settings),
      settings,
      versionOf,
      runners,
      hasBuilds,
      containerfileOf,
      usesOf,
    });
    return new Map(this.rules.filter((rule) => isOn(rule, settings)).map((rule) => [rule, contextOf(rule)]));
  }
}

function judge(contexts: ReadonlyMap<Rule, FlowContext>, run: JobRun): Judgement {
  let version: BuildahVersion | undefined;
  const verdicts: Verdict[] = [];
  for (const [rule, { settings, versionOf }] of contexts) {
    if (!rule.job && !rule.call) continue;
    const verdict: Verdict = { rule, reports: [], questions: [] };
    const context: JobContext = {
      report: (report) => verdict.reports.push(report),
      settings,
      versionOf: (of) => {
        version = versionOf(of);
        return version;
      },
      inFlow: (ask) => verdict.questions.push(ask),
    };
    try {
      rule.job?.(run, context);
      if (rule.call) for (const call of run.calls) rule.call(call, run, context);
      if (verdict.reports.length + verdict.questions.length > 0) verdicts.push(verdict);
    } catch (error) {
      verdicts.push({ ...verdict, error });
    }
  }
  return { verdicts, version };
}

function isSame(a: BuildahVersion, b: BuildahVersion): boolean {
  return a.source === b.source && a.version.major === b.version.major && a.version.minor === b.version.minor;
}

function joinSources(subjects: readonly Subject[]): Sources {
  return {
    flows: subjects.flatMap(({ flows }) => flows),
    runners: subjects.flatMap(({ runners }) => runners),
    containerfiles: subjects.flatMap(({ containerfiles }) => containerfiles),
    configurations: subjects.flatMap(({ configurations }) => configurations),
  };
}
