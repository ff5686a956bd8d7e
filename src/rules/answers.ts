import type { Job } from "../gitlab/pipeline";
import type { ImageFlow } from "../images/flow";
import type { Location } from "../text/span";
import type { Report, Rule } from "./rule";
import { everything, jobNamed, type Sight, sightsOf, Watch } from "./watch";

/** What a rule said of a job, or why it could not. */
export interface Statement {
  readonly rule: Rule;
  readonly said: { readonly report: Report } | { readonly error: unknown };
  /** The job's name, when the statement is about nothing else. */
  readonly job?: string;
}

/** What is said of the jobs of a pipeline. It is kept until something changes that was looked at for it. */
export class Answers {
  readonly watch: Watch;
  readonly #answers = new Map<string, readonly Statement[]>();
  /** The names of the jobs for which something was looked at. */
  readonly #lookers = new Map<Sight, Set<string>>();

  constructor(flow: ImageFlow) {
    this.watch = new Watch(flow);
  }

  /** Takes over the next revision of the flow. */
  update(flow: ImageFlow): void {
    const changed = findChanges(this.watch.shown, flow);
    this.watch.shown = flow;
    if (!changed) {
      this.#answers.clear();
      this.#lookers.clear();
    }
    for (const sight of changed ?? []) {
      for (const name of this.#lookers.get(sight) ?? []) this.#answers.delete(name);
      this.#lookers.delete(sight);
    }
  }

  of(job: Job, ask: () => readonly Statement[]): readonly Statement[] {
    const known = this.#answers.get(job.name);
    if (known) return known;
    let statements: readonly Statement[] = [];
    const sights = this.watch.during(() => (statements = ask()));
    for (const sight of [jobNamed(job.name), ...sights, ...sightsOfPlaces(statements)]) {
      const lookers = this.#lookers.get(sight);
      if (lookers) lookers.add(job.name);
      else this.#lookers.set(sight, new Set([job.name]));
    }
    this.#answers.set(job.name, statements);
    return statements;
  }
}

/** Undefined when runs stand in another order, which may change everything. */
function findChanges(before: ImageFlow, after: ImageFlow): ReadonlySet<Sight> | undefined {
  if (before.canBeTogether !== after.canBeTogether) return undefined;
  const [old, now] = withoutCommonEnds(before.runs, after.runs);
  const [inOld, inNow] = [new Set(old), new Set(now)];
  const kept = old.filter((run) => inNow.has(run));
  const isInOrder = now.filter((run) => inOld.has(run)).every((run, at) => run === kept[at]);
  if (!isInOrder) return undefined;
  return new Set([
    everything,
    ...old.flatMap((run) => (inNow.has(run) ? [] : sightsOf(run, before))),
    ...now.flatMap((run) => (inOld.has(run) ? [] : sightsOf(run, after))),
  ]);
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

/** A location that was computed does not move with its text. */
function sightsOfPlaces(statements: readonly Statement[]): readonly Sight[] {
  const isFixed = (location: Location) => Object.getOwnPropertyDescriptor(location, "span")?.value !== undefined;
  const hasFixed = statements.some(
    ({ said }) =>
      "report" in said &&
      [said.report.at, ...(said.report.related ?? []).map(({ location }) => location)].some(isFixed),
  );
  return hasFixed ? [everything] : [];
}
