import type { Job } from "../gitlab/pipeline";
import type { ImageFlow } from "../images/flow";
import { askAbout, type Statement } from "./ask";
import type { FlowContext, Rule } from "./rule";
import { everything, type Sight, sightsOf, Watch } from "./watch";

/** What rules said of one job. */
interface Said {
  readonly byRule: Map<Rule, readonly Statement[]>;
  /** All of it. */
  statements: readonly Statement[];
  /** The rules that looked at something that has changed since. */
  readonly stale: Set<Rule>;
}

/** What is said of the jobs of a pipeline. It is kept until something changes that was looked at for it. */
export class Answers {
  readonly #watch: Watch;
  readonly #said = new Map<string, Said>();
  /** The rules that looked at something, by the names of the jobs for which they did. */
  readonly #lookers = new Map<Sight, Map<string, Set<Rule>>>();

  constructor(flow: ImageFlow) {
    this.#watch = new Watch(flow);
  }

  /** Takes over the next revision of the flow. */
  update(flow: ImageFlow): void {
    const before = this.#watch.shown;
    const changed = findChanges(before, flow);
    this.#watch.shown = flow;
    if (!changed) {
      this.#said.clear();
      this.#lookers.clear();
      return;
    }
    for (const name of changed.jobs) this.#said.delete(name);
    for (const sight of changed.sights) {
      for (const [name, rules] of this.#lookers.get(sight) ?? []) {
        const said = this.#said.get(name);
        if (said) for (const rule of rules) said.stale.add(rule);
      }
      this.#lookers.delete(sight);
    }
  }

  /** What the rules say of a job. */
  of(job: Job, contexts: ReadonlyMap<Rule, FlowContext>): readonly Statement[] {
    const known = this.#said.get(job.name);
    if (known?.stale.size === 0) return known.statements;
    const said: Said = known ?? { byRule: new Map(), statements: [], stale: new Set(contexts.keys()) };
    this.#said.set(job.name, said);
    const runs = this.#watch.shown.runsOf(job);
    for (const rule of said.stale) {
      const context = contexts.get(rule);
      if (!context || !(rule.job || rule.call || rule.pipelineJob)) continue;
      const { statements, sights } = askAbout(job, runs, rule, context, this.#watch);
      if (statements.length > 0) said.byRule.set(rule, statements);
      else said.byRule.delete(rule);
      for (const sight of sights) this.#note(sight, job.name, rule);
    }
    said.stale.clear();
    said.statements = [...said.byRule.values()].flat();
    return said.statements;
  }

  #note(sight: Sight, job: string, rule: Rule): void {
    const lookers = this.#lookers.get(sight) ?? new Map<string, Set<Rule>>();
    this.#lookers.set(sight, lookers);
    const rules = lookers.get(job);
    if (rules) rules.add(rule);
    else lookers.set(job, new Set([rule]));
  }
}

interface Changes {
  readonly sights: ReadonlySet<Sight>;
  /** The names of jobs of which a run is other than before. */
  readonly jobs: ReadonlySet<string>;
}

/** Undefined when runs stand in another order, which may change everything. */
function findChanges(before: ImageFlow, after: ImageFlow): Changes | undefined {
  if (before.canBeTogether !== after.canBeTogether) return undefined;
  const [old, now] = withoutCommonEnds(before.runs, after.runs);
  const [inOld, inNow] = [new Set(old), new Set(now)];
  const kept = old.filter((run) => inNow.has(run));
  const isInOrder = now.filter((run) => inOld.has(run)).every((run, at) => run === kept[at]);
  if (!isInOrder) return undefined;
  const gone = old.filter((run) => !inNow.has(run));
  const come = now.filter((run) => !inOld.has(run));
  return {
    sights: new Set([
      everything,
      ...gone.flatMap((run) => sightsOf(run, before)),
      ...come.flatMap((run) => sightsOf(run, after)),
    ]),
    jobs: new Set([...gone, ...come].map(({ job }) => job.name)),
  };
}
/** What stands between the items at both ends that are the same in two lists. */
function withoutCommonEnds<T>(a: readonly T[], b: readonly T[]): readonly [readonly T[], readonly T[]] {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}
