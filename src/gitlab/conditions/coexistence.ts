import type { Condition, PresenceTest } from "./condition";
import { type Found, findPipeline, type Side } from "./search";

export type Answer = "yes" | "no" | "unknown";

/** What the conditions of two jobs of one pipeline file say about each other. Answers are remembered. */
export interface Coexistence {
  /**
   * Whether some pipeline has both jobs.
   * @param how what is asked of the second one there, beyond that it is there
   */
  readonly canBeTogether: (a: Condition, b: Condition, how?: PresenceTest) => Answer;
  /**
   * Whether every pipeline that has a job has the other one too.
   * @param how what is asked of the other one there, beyond that it is there
   */
  readonly isAlwaysThere: (other: Condition, job: Condition, how?: PresenceTest) => Answer;
}

export function makeCoexistence(): Coexistence {
  const known = new Map<Condition, Map<Condition, Map<string, Found>>>();

  function find(a: Side, b: Side): Found {
    const ofA = remember(known, a.condition, () => new Map());
    const ofBoth = remember(ofA, b.condition, () => new Map());
    const key = `${a.test} ${a.expected} ${b.test} ${b.expected}`;
    return remember(ofBoth, key, () => findPipeline([a, b]));
  }

  const isThere = (condition: Condition): Side => ({ condition, test: "isThere", expected: true });

  function isAlwaysThere(other: Condition, job: Condition, how: PresenceTest = "isThere"): Answer {
    if (other === job && how === "isThere") return "yes";
    const found = find(isThere(job), { condition: other, test: how, expected: false });
    return found === "none" ? "yes" : found === "certain" ? "no" : "unknown";
  }

  function canBeTogether(a: Condition, b: Condition, how: PresenceTest = "isThere"): Answer {
    const found = find(isThere(a), { condition: b, test: how, expected: true });
    if (found === "none") return "no";
    if (found === "certain") return "yes";
    if (found === "doubtful") return "unknown";
    // Whatever it is that one of them waits for, the other one comes with it.
    const isImplied =
      isAlwaysThere(b, a, how) === "yes" || (isAlwaysThere(b, b, how) === "yes" && isAlwaysThere(a, b) === "yes");
    return isImplied ? "yes" : "unknown";
  }

  return { canBeTogether, isAlwaysThere };
}

function remember<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
