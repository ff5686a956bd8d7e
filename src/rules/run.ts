import type { Settings } from "../config/settings";
import type { Containerfile } from "../containerfile/containerfile";
import { isTemplate } from "../containerfile/template";
import type { Pipeline } from "../gitlab/pipeline";
import { type ContainerfileUse, readUses, type Use } from "../images/containerfileUses";
import type { Finding } from "../text/finding";
import { Places } from "../text/places";
import type { FileId } from "../text/span";
import { Answers } from "./answers";
import { Readers } from "./readers";
import { Results, type RuleFailure } from "./results";
import type { FlowContext, Rule } from "./rule";
import { findSuppressions, suppress } from "./suppress/apply";
import { findIdle, isWhole } from "./suppress/idle";
import { findSource, type Sources } from "./suppress/source";

/** What the rules are run on: the files of one project, with its settings. */
export interface Subject extends Sources {
  readonly settings: Settings;
  readonly containerfileOf: FlowContext["containerfileOf"];
  /** The builds that use a Containerfile. */
  readonly buildsOf: (file: Containerfile) => readonly Use[];
}

export interface RuleResults {
  /** Each place once for each rule, in the order of rules and places; what comments suppress is not among them. */
  readonly findings: readonly Finding[];
  /** Each rule once. A fix is made when it is asked for: one that throws then is added here. */
  readonly failures: readonly RuleFailure[];
}

/** True when a rule is to be run: it is certain, or somebody has named it, and nobody has turned it off. */
export function isOn(rule: Rule, settings: Settings): boolean {
  return (settings.rules?.[rule.id] ?? (rule.confidence === "certain" ? rule.severity : "off")) !== "off";
}

/** Runs rules on pipelines, runner configurations, Containerfiles and settings. */
export class Linter {
  /** By settings, for they say which rules are on, and by the jobs of a pipeline, a new object where all are read anew. */
  readonly #kept = new WeakMap<Settings, WeakMap<Pipeline["jobs"], Answers>>();

  constructor(readonly rules: readonly Rule[]) {}

  /**
   * @param subjects whose settings are the same object for as long as nobody changes them
   * @param texts every file that was read
   */
  lint(subjects: readonly Subject[], texts: ReadonlyMap<FileId, string>): RuleResults {
    const sources = joinSources(subjects);
    const results = new Results(new Readers(sources.flows));
    const contexts = new Map(subjects.map((subject) => [subject, this.#contexts(subject, sources, results)]));
    if ([...contexts.values()].every(({ size }) => size === 0)) return { findings: [], failures: [] };
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
    const kept = this.#kept.get(settings) ?? new WeakMap<Pipeline["jobs"], Answers>();
    this.#kept.set(settings, kept);
    for (const flow of flows) {
      const { jobs } = flow.pipeline;
      const answers = kept.get(jobs) ?? new Answers(flow);
      kept.set(jobs, answers);
      answers.update(flow);
      for (const job of jobs.values()) {
        for (const { rule, said, job: name } of answers.of(job, contexts)) {
          if ("error" in said) results.fail(rule, said.error);
          else results.add(rule, said.report, settings, name);
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
  #contexts(subject: Subject, whole: Sources, results: Results): ReadonlyMap<Rule, FlowContext> {
    const { settings, containerfileOf, buildsOf } = subject;
    const { flows, runners } = whole;
    const hasBuilds = flows.some(({ runs }) => runs.some(({ events }) => events.some(({ kind }) => kind === "build")));
    const uses = new Map<Containerfile, readonly ContainerfileUse[]>();
    const usesOf = (file: Containerfile) => {
      const known = uses.get(file) ?? readUses(file, buildsOf(file));
      uses.set(file, known);
      return known;
    };
    const contextOf = (rule: Rule): FlowContext => ({
      report: (report) => results.add(rule, report, settings),
      settings,
      versionOf: ({ buildah }) => buildah,
      runners,
      hasBuilds,
      containerfileOf,
      usesOf,
    });
    return new Map(this.rules.filter((rule) => isOn(rule, settings)).map((rule) => [rule, contextOf(rule)]));
  }
}

function joinSources(subjects: readonly Subject[]): Sources {
  return {
    flows: subjects.flatMap(({ flows }) => flows),
    runners: subjects.flatMap(({ runners }) => runners),
    containerfiles: subjects.flatMap(({ containerfiles }) => containerfiles),
    configurations: subjects.flatMap(({ configurations }) => configurations),
  };
}
