import type { Settings } from "../config/settings";
import { joinNames } from "../images/describe";
import type { Finding, Fix } from "../text/finding";
import type { Readers } from "./readers";
import type { Report, Rule } from "./rule";

/** A rule that threw: what it was looking at has no findings of it; the rest has. */
export interface RuleFailure {
  readonly rule: string;
  readonly error: unknown;
}

/** One place of one rule: what was reported first, and the jobs for which it was. */
interface Place {
  readonly rule: Rule;
  readonly report: Report;
  readonly settings: Settings;
  readonly jobs: Set<string>;
}

/** All users of a text are named, unless they are so many that nobody would read them. */
const mostNames = 12;

/** Collects what rules report: each place once for each rule. */
export class Results {
  readonly #places = new Map<string, Place>();
  /** Each rule once. A fix is made when it is asked for: one that throws then is added here. */
  readonly failures: RuleFailure[] = [];

  constructor(readonly readers: Readers) {}

  /** In the order of `rules` and places. */
  findings(rules: readonly Rule[]): readonly Finding[] {
    const order = new Map(rules.map((rule, index) => [rule, index]));
    return [...this.#places.values()]
      .sort((a, b) => order.get(a.rule)! - order.get(b.rule)!)
      .map((place) => this.#finding(place));
  }

  /** @param job the name of the job that the report is about, when it is about one */
  add(rule: Rule, report: Report, settings: Settings, job?: string): void {
    const { file, span } = report.at;
    if (file === "") return;
    // Instances of a matrix and users of a template come to the same place.
    const key = `${rule.id} ${span.start} ${span.end} ${file}`;
    const place = this.#places.get(key) ?? { rule, report, settings, jobs: new Set() };
    if (job !== undefined) place.jobs.add(job);
    this.#places.set(key, place);
  }

  fail({ id }: Rule, error: unknown): void {
    if (!this.hasFailed(id)) this.failures.push({ rule: id, error });
  }

  hasFailed(id: string): boolean {
    return this.failures.some(({ rule }) => rule === id);
  }

  /** Does what may throw in a rule's code. */
  try<T>(rule: Rule, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.fail(rule, error);
      return undefined;
    }
  }

  #finding({ rule, report, settings, jobs }: Place): Finding {
    const { at, message, severity, related, fixes, snippets } = report;
    const makeFixes = () => this.try(rule, () => fixes?.().map((fix) => this.#nameReaders(fix))) ?? [];
    const level = settings.rules?.[rule.id];
    const [, ...others] = jobs;
    return {
      rule: rule.id,
      severity: level && level !== "off" ? level : (severity ?? rule.severity),
      message: others.length > 0 ? `${message} The same text is at work in ${joinNames(others, mostNames)}.` : message,
      location: at,
      related: related ?? [],
      get fixes() {
        return makeFixes();
      },
      snippets: snippets ?? [],
    };
  }

  /** A change of a text that several jobs read says so. */
  #nameReaders(fix: Fix): Fix {
    const readers = [...new Set(fix.edits.flatMap((edit) => this.readers.of(edit)))];
    if (readers.length < 2) return fix;
    return { title: `${fix.title} (in ${joinNames(readers, mostNames)})`, edits: fix.edits, safety: fix.safety };
  }
}
