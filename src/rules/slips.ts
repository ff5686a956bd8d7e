import { nearest } from "../text/nearest";

/** Names that are not there are looked at so far: whoever has more of them has lost a file, and did not misspell them. */
const mostNames = 20;

/** Finds the one name that another one can be a slip of; each is compared with all names once. */
export function makeSlipFinder(names: () => Iterable<string>): (written: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  let all: readonly string[] | undefined;
  return (written) => {
    if (!known.has(written) && known.size < mostNames) {
      all ??= [...names()];
      known.set(written, nearest(written, all));
    }
    return known.get(written);
  };
}
