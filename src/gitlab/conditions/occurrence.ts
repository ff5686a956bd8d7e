import type { Answer } from "./coexistence";
import type { Condition, PresenceTest } from "./condition";
import { parseExpression } from "./expression";
import { isPredefined } from "./predefined";
import { makeRuleList } from "./ruleList";
import { findPipeline } from "./search";

/** Conditions of equal jobs are one object, and rules ask few things. */
const known = new WeakMap<Condition, Map<string, Answer>>();

/**
 * Whether a job is in some pipeline of those that an expression tells of: `$CI_COMMIT_TAG == null`. Not known where it
 * waits for variables of people's own: they set them where it is right.
 * @param expression as in `rules:if`
 * @param how what is asked of the job there, beyond that it is there
 */
export function occursWhere(condition: Condition, expression: string, how: PresenceTest = "isThere"): Answer {
  const answers = known.get(condition) ?? new Map<string, Answer>();
  known.set(condition, answers);
  const key = `${how} ${expression}`;
  const answer = answers.get(key) ?? search(condition, expression, how);
  answers.set(key, answer);
  return answer;
}

function search(condition: Condition, text: string, test: PresenceTest): Answer {
  const asked = [...condition.list.names, ...(condition.workflow.list?.names ?? [])];
  if (!asked.every((name) => isPredefined(name) || condition.variables.get(name)?.isFixed)) return "unknown";
  const clauses = [{ kind: "expression", expression: parseExpression(text) } as const];
  const rule = { clauses, when: undefined, allowsFailure: undefined, variables: new Map() };
  const wanted: Condition = {
    list: makeRuleList([rule], text),
    workflow: condition.workflow,
    variables: new Map(),
    when: "on_success",
    allowsFailure: false,
  };
  const found = findPipeline([
    { condition, test, expected: true },
    { condition: wanted, test: "isThere", expected: true },
  ]);
  return found === "none" ? "no" : found === "certain" ? "yes" : "unknown";
}
