import { getValue, isNothing, type YamlNode } from "../../yaml/node";
import { flattenItems } from "../settings";
import type { Clause, Rule } from "./condition";
import type { Comparison, Expression } from "./expression";
import { readPattern } from "./pattern";
import { type ParseExpression, readFact, readIf, unknownClause } from "./rules";

/** Sources of pipelines by the names they have in `only` and `except`, also in the plural (GitLab, `build/policy/refs.rb`). */
const sources = new Map(
  "push web trigger schedule api external pipeline chat webide parent_pipeline merge_request_event external_pull_request_event"
    .split(" ")
    .flatMap((source) => {
      const name = source.replace(/_event$/, "");
      return [
        [name, source],
        [name === "push" ? "pushes" : `${name}s`, source],
      ];
    }),
);

const variable = (name: string): Expression => ({ kind: "variable", name, start: 0, end: 0 });
const text = (value: string): Expression => ({ kind: "text", text: value, start: 0, end: 0 });
const join = (operator: Comparison | "&&" | "||", left: Expression, right: Expression): Expression => ({
  kind: "binary",
  operator,
  left,
  right,
  start: 0,
  end: 0,
});
const anyOf = (expressions: readonly Expression[]): Clause =>
  expressions.length === 0
    ? unknownClause
    : { kind: "expression", expression: expressions.reduce((left, right) => join("||", left, right)) };
const ruleOf = (clauses: readonly Clause[], when?: "never"): Rule => ({
  clauses,
  when,
  allowsFailure: undefined,
  variables: new Map(),
});

/** The pipelines of branches and tags: what a job without any condition is in. */
const branchesAndTags: Clause = anyOf([variable("CI_COMMIT_BRANCH"), variable("CI_COMMIT_TAG")]);

/**
 * Reads `only:` and `except:`; `only` without refs has those of branches and tags. A job without `only` is in the
 * pipelines of branches and tags, in those of merge requests only where there are `workflow:rules` (GitLab,
 * `entry/processable.rb`).
 * @param hasWorkflowRules undefined when that is not known
 */
export function readPolicies(
  only: YamlNode | undefined,
  except: YamlNode | undefined,
  hasWorkflowRules: boolean | undefined,
  parse: ParseExpression,
): readonly Rule[] {
  const rules = isNothing(except) ? [] : readPolicy(except!, parse).map((clause) => ruleOf([clause], "never"));
  if (!isNothing(only)) {
    const hasRefs = only!.kind !== "map" || !isNothing(getValue(only!, "refs"));
    return [...rules, ruleOf([...(hasRefs ? [] : [branchesAndTags]), ...readPolicy(only!, parse)])];
  }
  if (hasWorkflowRules) return [...rules, ruleOf([])];
  rules.push(ruleOf([branchesAndTags]));
  if (hasWorkflowRules === undefined)
    rules.push(ruleOf([{ kind: "fact", fact: "mergeRequests", key: "mergeRequests", names: [] }]));
  return rules;
}

/** One clause for each kind of thing that is asked for. */
function readPolicy(node: YamlNode, parse: ParseExpression): readonly Clause[] {
  if (node.kind !== "map") return [readRefs(node)];
  if (node.open !== undefined) return [unknownClause];
  return [...node.entries].flatMap(([key, { value }]): readonly Clause[] => {
    if (isNothing(value)) return [];
    if (key === "refs") return [readRefs(value)];
    if (key === "changes") return [readFact("changes", value)];
    if (key === "kubernetes") return [{ kind: "fact", fact: "kubernetes", key: "kubernetes", names: [] }];
    return key === "variables" ? [readVariables(value, parse)] : [unknownClause];
  });
}

function readVariables(node: YamlNode, parse: ParseExpression): Clause {
  const expressions: Expression[] = [];
  for (const item of flattenItems(node)) {
    const clause = readIf(item, parse);
    if (clause.kind !== "expression" || clause.expression.kind === "malformed") return unknownClause;
    expressions.push(clause.expression);
  }
  return anyOf(expressions);
}

function readRefs(node: YamlNode): Clause {
  const refs = flattenItems(node).map((item) => (item.kind === "scalar" ? readRef(item.text) : undefined));
  return refs.every((ref) => ref !== undefined) ? anyOf(refs) : unknownClause;
}

/** A keyword, a name or a pattern of branches and tags, each perhaps with `@` and a project's path behind. */
function readRef(ref: string): Expression | undefined {
  const at = ref.indexOf("@");
  const test = readRefName(at < 0 ? ref : ref.slice(0, at));
  if (at < 0 || !test) return test;
  return join("&&", join("==", variable("CI_PROJECT_PATH"), text(ref.slice(at + 1))), test);
}

function readRefName(name: string): Expression | undefined {
  if (name === "branches") return variable("CI_COMMIT_BRANCH");
  if (name === "tags") return variable("CI_COMMIT_TAG");
  const source = sources.get(name);
  if (source !== undefined) return join("==", variable("CI_PIPELINE_SOURCE"), text(source));
  const isPattern = name.startsWith("/");
  const pattern = isPattern ? readPattern(name) : undefined;
  if (isPattern && !pattern) return undefined;
  const operand: Expression = pattern ? { kind: "pattern", pattern, start: 0, end: 0 } : text(name);
  const test = (of: string) => join(pattern ? "=~" : "==", variable(of), operand);
  return join("||", test("CI_COMMIT_BRANCH"), test("CI_COMMIT_TAG"));
}
