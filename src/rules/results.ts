import type { Settings } from "../config/settings";
import type { Finding } from "../text/finding";
import type { Report, Rule } from "./rule";

/** A rule that threw: what it was looking at has no findings of it; the rest has. */
export interface RuleFailure {
  readonly rule: string;
  readonly error: unknown;
}

/** Collects what rules report: each place once for each rule. */
export class Results {
  readonly #findings = new Map<string, Finding>();
  /** Each rule once. A fix is made when it is asked for: one that throws then is added here. */
  readonly failures: RuleFailure[] = [];

  /** In the order of `rules` and places. */
  findings(rules: readonly Rule[]): readonly Finding[] {
    const order = new Map(rules.map(({ id }, index) => [id, index]));
    return [...this.#findings.values()].sort((a, b) => order.get(a.rule)! - order.get(b.rule)!);
  }

  add(rule: Rule, report: Report, settings: Settings): void {
    const { file, span } = report.at;
    // Instances of a matrix and users of a template come to the same place.
    const key = `${rule.id} ${span.start} ${span.end} ${file}`;
    if (file !== "" && !this.#findings.has(key)) this.#findings.set(key, this.#finding(rule, report, settings));
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

  #finding(rule: Rule, { at, message, severity, related, fixes, snippets }: Report, settings: Settings): Finding {
    const makeFixes = () => this.try(rule, () => fixes?.()) ?? [];
    const level = settings.rules?.[rule.id];
    return {
      rule: rule.id,
      severity: level && level !== "off" ? level : (severity ?? rule.severity),
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
