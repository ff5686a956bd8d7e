import {
  type Condition,
  type Presence,
  type PresenceTest,
  presenceTests,
  type Rule,
  type RuleList,
  type Workflow,
} from "./condition";
import { bestTrust, type Domain, ImaginedPipeline } from "./imagined";

/** A job and what is asked of it: that a test holds, or that it does not. */
export interface Side {
  readonly condition: Condition;
  readonly test: PresenceTest;
  readonly expected: boolean;
}

/**
 * How sure it is that there is a pipeline of the kind that is looked for. `doubtful`: only where somebody sets a
 * variable that the files set themselves. `possible`: it depends on what is not known.
 */
export type Found = (typeof order)[number];

const order = ["none", "doubtful", "possible", "certain"] as const;

/** After so many steps it counts as not known. They take some milliseconds. */
const maxSteps = 2_000;

/** Rules to go through: those of a side, or of `workflow`. */
interface Stage {
  readonly list: RuleList;
  readonly side?: Side;
}

/** How far the stages are gone through. What is decided stays so when more is chosen. */
interface Progress {
  readonly stage: number;
  readonly rule: number;
  /** The rules before that may have matched. */
  readonly matching: readonly Rule[];
  readonly held: ImaginedPipeline["held"];
  /** False where it is not known whether a pipeline like this is as expected. */
  readonly isSure: boolean;
}

/** True unless it is certain that no pipeline is as all sides expect it. */
export function mayHavePipeline(sides: readonly Side[]): boolean {
  return findPipeline(sides, "doubtful") !== "none";
}

/**
 * Looks for a pipeline in which all sides are as expected.
 * @param enough how sure one must be for the search to end
 */
export function findPipeline(sides: readonly Side[], enough: Found = "certain"): Found {
  const { workflow } = sides[0]!.condition;
  const conditions = sides.map(({ condition }) => condition);
  const pipeline = new ImaginedPipeline(workflow, conditions);
  const stages = makeStages(sides, workflow);
  let best: Found = "none";
  let steps = 0;

  /** Looks at the pipelines that have what is chosen so far, unless they cannot be surer than what is found. */
  function visit(from: Progress): void {
    steps += 1;
    if (steps > maxSteps) best = surer(best, "possible");
    if (steps > maxSteps || surer(best, enough) === best || surer(best, sureness(from.isSure)) === best) return;
    let { stage, rule: index, matching, held, isSure } = from;
    pipeline.held = held;
    for (; stage < stages.length; stage++, index = 0, matching = []) {
      const { list, side } = stages[stage]!;
      let isDecided = false;
      for (; index < list.rules.length && !isDecided; index++) {
        const rule = list.rules[index]!;
        const answer = matches(rule, side?.condition);
        if (pipeline.question) {
          choose(pipeline.question, { stage, rule: index, matching, held, isSure });
          return;
        }
        if (answer !== false) matching = [...matching, rule];
        isDecided = answer === true;
      }
      const outcomes = isDecided ? matching : [...matching, undefined];
      const answers = outcomes.map((rule) => (side ? answerOf(side, rule) : isPipeline(rule)));
      if (answers.every((answer) => answer === false)) return;
      isSure &&= answers.every((answer) => answer === true);
      if (!side) held = outcomes.filter((_, at) => answers[at] !== false);
      pipeline.held = held;
    }
    best = surer(best, sureness(isSure));
  }

  function choose(ways: NonNullable<ImaginedPipeline["question"]>, progress: Progress): void {
    const before = pipeline.chosen;
    for (const way of ways) {
      pipeline.chosen = way;
      visit(progress);
    }
    pipeline.chosen = before;
  }

  /** Whether a rule matches; undefined also, with a question, where a choice is lacking. */
  function matches({ clauses }: Rule, condition: Condition | undefined): boolean | undefined {
    let answer: boolean | undefined = true;
    let question: ImaginedPipeline["question"];
    for (const clause of clauses) {
      const holds = pipeline.holds(clause, condition);
      if (holds === false) return false;
      if (holds === undefined) {
        answer = undefined;
        question ??= pipeline.question;
      }
    }
    pipeline.question = question;
    return answer;
  }

  /** How sure a pipeline like this is at best. */
  function sureness(isSure: boolean): Found {
    const made = [...pipeline.chosen.values()];
    if (made.some((domain) => bestTrust(domain) === "doubtful")) return "doubtful";
    return isSure && isCredible(made, sides) ? "certain" : "possible";
  }

  visit({ stage: 0, rule: 0, matching: [], held: [undefined], isSure: true });
  return best;
}

function surer(a: Found, b: Found): Found {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

/** `workflow` comes first where its rules set variables, else last: most is decided without it. */
function makeStages(sides: readonly Side[], { list }: Workflow): readonly Stage[] {
  const ofSides = sides.map((side): Stage => ({ list: side.condition.list, side }));
  if (!list) return ofSides;
  const setsVariables = list.rules.some(({ variables }) => variables === "unknown" || variables.size > 0);
  return setsVariables ? [{ list }, ...ofSides] : [...ofSides, { list }];
}

/** Whether there is a pipeline where a rule of `workflow`, or none, holds. */
function isPipeline(rule: Rule | undefined): boolean | undefined {
  return rule?.when === "unknown" ? undefined : rule !== undefined && rule.when !== "never";
}

/** Whether a side is as expected where a rule of its own, or none, holds. */
function answerOf({ condition, test, expected }: Side, rule: Rule | undefined): boolean | undefined {
  const presence: Presence = rule
    ? { when: rule.when ?? condition.when, allowsFailure: rule.allowsFailure ?? condition.allowsFailure }
    : { when: "never", allowsFailure: false };
  const answer = presenceTests[test](presence);
  return answer === undefined ? undefined : answer === expected;
}

/**
 * True when some pipeline is certainly like that. What is likely only because a job asks for it must be asked by one
 * job alone: who sets the variable that one job waits for does not also set that of another one.
 */
function isCredible(made: readonly Domain[], sides: readonly Side[]): boolean {
  const groups = new Map<string, Domain[]>();
  for (const domain of made) {
    if (domain.group !== undefined) groups.set(domain.group, [...(groups.get(domain.group) ?? []), domain]);
  }
  // Of several patterns on one text not every outcome is possible, nor of several lists of changed files.
  const tangled = [...groups].flatMap(([group, members]) => {
    const isChanged = group === "changes" && members.every(({ choices }) => choices[0]!.value === true);
    return members.length === 1 || isChanged ? [] : members;
  });
  const ofTrust = (wanted: string) => made.filter((domain) => bestTrust(domain) === wanted);
  const asked = [...ofTrust("asked"), ...tangled];
  return (
    ofTrust("rare").length === 0 &&
    ofTrust("shared").every(({ subject }) => sides.every((side) => asks(side, subject))) &&
    sides.some((side) => asked.every(({ subject }) => asks(side, subject)))
  );
}

function asks({ condition }: Side, subject: string): boolean {
  return [condition.list, condition.workflow.list].some(
    (list) => list?.names.has(subject) || list?.subjects.has(subject),
  );
}
