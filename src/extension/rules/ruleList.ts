/** A rule as the index of pages lists it. */
export interface ListedRule {
  readonly id: string;
  readonly topic: string;
  /** `error`; `info, off by default`. */
  readonly severity: string;
  readonly summary: string;
}

/** The rules in the index of pages (`scripts/generate.mjs` makes it), in its order. */
export function readRuleList(index: string): ListedRule[] {
  return index.split(/^## /m).flatMap((part) => {
    const topic = part.split("\n")[0]!;
    const rows = part.matchAll(/^\| \[([\w-]+)\]\([^)]*\) \| ([^|]*) \| [^|]* \| (.*) \|$/gm);
    return [...rows].map(([, id, severity, summary]) => ({ id: id!, topic, severity: severity!, summary: summary! }));
  });
}
