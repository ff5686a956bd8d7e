import type { Compared, Rule, RuleList } from "./condition";
import type { Expression } from "./expression";

/**
 * Rules with what they ask for.
 * @param key a text that is equal for equal rules
 */
export function makeRuleList(rules: readonly Rule[], key: string | undefined): RuleList {
  const names = new Set<string>();
  const subjects = new Set<string>();
  const comparisons: Compared[] = [];
  let isKnown = key !== undefined;
  for (const clause of rules.flatMap((rule) => rule.clauses)) {
    if (clause.kind === "fact") {
      subjects.add(clause.key);
      for (const name of clause.names) names.add(name);
    }
    if (clause.kind === "unknown" || (clause.kind === "expression" && clause.expression.kind === "malformed"))
      isKnown = false;
    if (clause.kind !== "expression" || clause.expression.kind === "malformed") continue;
    for (const part of partsOf(clause.expression)) {
      if (part.kind === "variable") names.add(part.name);
      if (part.kind === "pattern") subjects.add(part.pattern.source);
      if (part.kind !== "binary" || !/^[!=]=$/.test(part.operator)) continue;
      const operands = [...partsOf(part)];
      comparisons.push({
        names: operands.flatMap((operand) => (operand.kind === "variable" ? [operand.name] : [])),
        texts: operands.flatMap((operand) => (operand.kind === "text" ? [operand.text] : [])),
      });
    }
  }
  return { rules, names, subjects, comparisons, key: isKnown ? key : undefined };
}

function* partsOf(expression: Expression): Iterable<Expression> {
  yield expression;
  if (expression.kind === "not") yield* partsOf(expression.operand);
  if (expression.kind === "binary") {
    yield* partsOf(expression.left);
    yield* partsOf(expression.right);
  }
}
