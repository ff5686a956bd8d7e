import { getValue, isNothing, type MapNode, type YamlNode } from "../yaml/node";
import type { Condition, Rule } from "./conditions/condition";
import { parseExpression } from "./conditions/expression";
import { makeRuleList } from "./conditions/ruleList";
import { readRules } from "./conditions/rules";
import { mayHavePipeline } from "./conditions/search";
import { flattenItems } from "./settings";

/** Answers by rules and by which of their files are there: rules stay the same while a file is edited elsewhere. */
const known = new WeakMap<YamlNode, Map<string, boolean | undefined>>();

/**
 * Whether the rules of an include let it in (lib/gitlab/ci/config/external/rules.rb): the first rule that holds decides.
 * They see the variables of GitLab and of the project, not those of the files. Undefined where that depends on the
 * pipeline or on the project.
 * @param exists whether a file is there; undefined when that is not known
 */
export function decideRules(
  rules: YamlNode | undefined,
  exists: (path: string) => boolean | undefined,
): boolean | undefined {
  if (!rules) return true;
  const items = flattenItems(rules);
  const found = items.map((item) => (item.kind === "map" ? areThere(getValue(item, "exists"), exists) : undefined));
  const answers = known.get(rules) ?? new Map<string, boolean | undefined>();
  known.set(rules, answers);
  const key = found.join();
  if (!answers.has(key)) answers.set(key, solve(rules, found));
  return answers.get(key);
}

/** @param found for each rule whether its files are there */
function solve(node: YamlNode, found: readonly (boolean | undefined)[]): boolean | undefined {
  const rules = readRules(node, parseExpression).flatMap(({ clauses, ...rule }, index): readonly Rule[] => {
    if (found[index] === undefined) return [{ clauses, ...rule }];
    const others = clauses.filter((clause) => clause.kind !== "fact" || clause.fact !== "exists");
    return found[index] ? [{ ...rule, clauses: others }] : [];
  });
  const condition: Condition = {
    list: makeRuleList(rules, undefined),
    workflow: { list: undefined, variable: () => ({ kind: "absent" }), names: new Set() },
    variables: new Map(),
    when: "always",
    allowsFailure: false,
  };
  const isPossible = (expected: boolean) => mayHavePipeline([{ condition, test: "isThere", expected }]);
  return isPossible(true) ? (isPossible(false) ? undefined : true) : false;
}

/** Whether one of the files of `exists:` is there; undefined also where a rule does not ask for any. */
function areThere(condition: YamlNode | undefined, exists: (path: string) => boolean | undefined): boolean | undefined {
  if (isNothing(condition)) return undefined;
  // The paths may be those of another project.
  const isHere = condition!.kind === "map" && !condition!.entries.has("project");
  const paths = isHere ? getValue(condition as MapNode, "paths") : condition;
  // Patterns are of another kind than those of includes.
  const found = flattenItems(paths ?? condition!).map((path) =>
    path.kind === "scalar" && !/[$*?[\]{}]/.test(path.text) ? exists(path.text) : undefined,
  );
  if (found.includes(true)) return true;
  return found.every((isThere) => isThere === false) ? false : undefined;
}
