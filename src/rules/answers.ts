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
  const [old, now] = [new Set(before.runs), new Set(after.runs)];
  const kept = before.runs.filter((run) => now.has(run));
  const isInOrder = after.runs.filter((run) => old.has(run)).every((run, at) => run === kept[at]);
  if (!isInOrder || before.canBeTogether !== after.canBeTogether) return undefined;
  const others = [...before.runs.filter((run) => !now.has(run)), ...after.runs.filter((run) => !old.has(run))];
  return new Set([everything, ...others.flatMap(sightsOf)]);
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
