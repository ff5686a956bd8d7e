import type { Compared } from "./condition";

/** What a variable is compared with, directly or through others. */
export interface Pool {
  readonly names: ReadonlySet<string>;
  readonly texts: ReadonlySet<string>;
}

/**
 * Which values of a variable make a difference: those that it, or a variable that it is compared with, is compared
 * with or has in the files. Any other value is as good as any other.
 * @param values the texts that a variable has in the files
 */
export function makePools(
  comparisons: readonly Compared[],
  values: (name: string) => Iterable<string>,
): (name: string) => Pool {
  const pools = new Map<string, { names: Set<string>; texts: Set<string> }>();
  const poolOf = (name: string) => {
    let pool = pools.get(name);
    if (!pool) {
      pool = { names: new Set([name]), texts: new Set(values(name)) };
      pools.set(name, pool);
    }
    return pool;
  };
  for (const { names, texts } of comparisons) {
    const [first, ...others] = names.map(poolOf);
    if (!first) continue;
    for (const text of texts) first.texts.add(text);
    for (const other of others) {
      for (const text of other.texts) first.texts.add(text);
      for (const name of other.names) {
        first.names.add(name);
        pools.set(name, first);
      }
    }
  }
  return poolOf;
}
