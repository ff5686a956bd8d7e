import type { Condition, RuleList } from "./condition";
import { makeRuleList } from "./ruleList";
import { mayHavePipeline, type Side } from "./search";

/** Conditions are interned, so few answers serve many jobs. */
const ofJobs = new WeakMap<Condition, readonly boolean[]>();
const ofWorkflows = new WeakMap<Condition, readonly boolean[]>();

/** For each rule of a job whether some pipeline has the job because of it: it is the first one that matches. */
export function possibleRules(condition: Condition): readonly boolean[] {
  const { list } = condition;
  return remember(ofJobs, condition, () =>
    list.rules.map((_, index) => mayHavePipeline([isThere({ ...condition, list: deciding(list, index) })])),
  );
}

/** For each rule of `workflow` whether it allows some pipeline that has the job. */
export function possibleWorkflowRules(condition: Condition): readonly boolean[] {
  const { workflow } = condition;
  const { list } = workflow;
  return remember(ofWorkflows, condition, () =>
    (list?.rules ?? []).map((_, index) =>
      mayHavePipeline([
        isThere(condition),
        isThere({ ...condition, list: deciding(list!, index), variables: new Map(), when: "on_success" }),
      ]),
    ),
  );
}

const isThere = (condition: Condition): Side => ({ condition, test: "isThere", expected: true });

/** The list as it is for who asks whether this rule decides and lets in. */
function deciding({ rules, key }: RuleList, index: number): RuleList {
  return makeRuleList(
    rules.map((rule, at) => (at === index ? rule : { ...rule, when: "never" })),
    key,
  );
}

function remember<V>(known: WeakMap<Condition, V>, condition: Condition, make: () => V): V {
  const value = known.get(condition) ?? make();
  known.set(condition, value);
  return value;
}
