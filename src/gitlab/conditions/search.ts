import { type Condition, type Presence, type PresenceTest, presenceTests, type Rule, type RuleList } from "./condition";
import { type Chosen, ImaginedPipeline } from "./imagined";

/** A job and what is asked of it: that a test holds, or that it does not. */
export interface Side {
  readonly condition: Condition;
  readonly test: PresenceTest;
  readonly expected: boolean;
}

/**
 * How sure it is that there is a pipeline of the kind that is looked for. `doubtful`: only where somebody sets a
 * variable that the job sets itself. `possible`: it depends on what is not known.
 */
export type Found = (typeof order)[number];

const order = ["none", "doubtful", "possible", "certain"] as const;

/** After so many steps it counts as not known. They take some milliseconds. */
const maxSteps = 2_000;

/** Looks for a pipeline in which all sides are as expected. */
export function findPipeline(sides: readonly Side[]): Found {
  const { workflow } = sides[0]!.condition;
  const pipeline = new ImaginedPipeline(
    workflow,
    sides.map(({ condition }) => condition),
  );
  let steps = 0;

  /** Looks at the pipelines that have what is chosen so far. */
  function visit(): Found {
    if (++steps > maxSteps) return "possible";
    const found = judge();
    if (found !== undefined) return found;
    const { id, choices } = pipeline.question!;
    let best: Found = "none";
    for (const choice of choices) {
      pipeline.made.set(id, choice);
      const next = visit();
      pipeline.made.delete(id);
      if (order.indexOf(next) > order.indexOf(best)) best = next;
      if (best === "certain" || steps > maxSteps) break;
    }
    return best;
  }

  /** What the pipeline is; undefined when that leaves a question. */
  function judge(): Found | undefined {
    let isSure = true;
    pipeline.held = [undefined];
    if (workflow.list) {
      const rules = matching(workflow.list, undefined);
      if (!rules) return undefined;
      pipeline.held = rules.flatMap((rule) => (rule && rule.when !== "never" ? [rule] : []));
      if (pipeline.held.length === 0) return "none";
      isSure = rules.every((rule) => rule && rule.when !== "never" && rule.when !== "unknown");
    }
    for (const { condition, test, expected } of sides) {
      const rules = matching(condition.list, condition);
      if (!rules) return undefined;
      const answers = rules.map((rule) => presenceTests[test](presenceOf(rule, condition)));
      if (answers.every((answer) => answer === !expected)) return "none";
      isSure &&= answers.every((answer) => answer === expected);
    }
    const made = [...pipeline.made.values()];
    if (made.some(({ trust }) => trust === "doubtful")) return "doubtful";
    return isSure && isCredible(made, sides) ? "certain" : "possible";
  }

  /** The rules that may be the first one to match; undefined among them: none may. Nothing while there is a question. */
  function matching(list: RuleList, condition: Condition | undefined): readonly (Rule | undefined)[] | undefined {
    const rules: Rule[] = [];
    for (const rule of list.rules) {
      let holds: boolean | undefined = true;
      let question: typeof pipeline.question;
      for (const clause of rule.clauses) {
        const answer = pipeline.holds(clause, condition);
        if (answer === undefined) question ??= pipeline.question;
        if (answer !== true) holds = answer;
        if (answer === false) break;
      }
      if (holds === false) continue;
      pipeline.question = question;
      if (question) return undefined;
      rules.push(rule);
      if (holds) return rules;
    }
    return [...rules, undefined];
  }

  return visit();
}

function presenceOf(rule: Rule | undefined, condition: Condition): Presence {
  if (!rule) return { when: "never", allowsFailure: false };
  return { when: rule.when ?? condition.when, allowsFailure: rule.allowsFailure ?? condition.allowsFailure };
}

/**
 * True when some pipeline is certainly like that. What is likely only because a job asks for it must be asked by one
 * job alone: who sets the variable that one job waits for does not also set that of another one.
 */
function isCredible(made: readonly Chosen[], sides: readonly Side[]): boolean {
  const groups = new Map<string, Chosen[]>();
  for (const choice of made) {
    if (choice.group !== undefined) groups.set(choice.group, [...(groups.get(choice.group) ?? []), choice]);
  }
  // Of several patterns on one text not every outcome is possible, nor of several lists of changed files.
  const tangled = [...groups].flatMap(([group, members]) => {
    const isFree = members.length === 1 || (group === "changes" && members.every(({ value }) => value === true));
    return isFree ? [] : members;
  });
  const shared = made.filter(({ trust }) => trust === "shared");
  const asked = [...made.filter(({ trust }) => trust === "asked"), ...tangled];
  return (
    made.every(({ trust }) => trust !== "rare") &&
    shared.every(({ subject }) => sides.every((side) => asks(side, subject))) &&
    sides.some((side) => asked.every(({ subject }) => asks(side, subject)))
  );
}

function asks({ condition }: Side, subject: string): boolean {
  return [condition.list, condition.workflow.list].some(
    (list) => list?.names.has(subject) || list?.subjects.has(subject),
  );
}
