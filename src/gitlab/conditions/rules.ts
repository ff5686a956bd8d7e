import { getValue, isNothing, type YamlNode } from "../../yaml/node";
import { booleanOf } from "../../yaml/scalarType";
import { flattenItems } from "../settings";
import { readVariable } from "../variables";
import { type Clause, type Rule, type When, whens } from "./condition";
import type { Variable } from "./decide";
import { describeNode } from "./describe";
import type { Expression, Malformed } from "./expression";

/** Parses an expression; the caller may remember the results. */
export type ParseExpression = (text: string) => Expression | Malformed;

export const unknownClause: Clause = { kind: "unknown" };

/** A rule that is not known: it may match, and then do anything. */
const unknownRule: Rule = {
  clauses: [unknownClause],
  when: "unknown",
  allowsFailure: "unknown",
  variables: "unknown",
};

/** Keys of a rule that say nothing about when it matches. */
const effects = new Set(["when", "allow_failure", "variables", "start_in", "needs", "interruptible", "auto_cancel"]);

/** Reads `rules:` of a job or of `workflow`. */
export function readRules(node: YamlNode, parse: ParseExpression): readonly Rule[] {
  return flattenItems(node).map((item): Rule => {
    if (item.kind !== "map" || item.open !== undefined) return unknownRule;
    const clauses = [...item.entries].flatMap(([key, { value }]) =>
      effects.has(key) || isNothing(value) ? [] : [readClause(key, value, parse)],
    );
    return {
      clauses,
      when: readWhen(getValue(item, "when")),
      allowsFailure: readAllowFailure(getValue(item, "allow_failure")),
      variables: readVariables(getValue(item, "variables")),
    };
  });
}

function readClause(key: string, node: YamlNode, parse: ParseExpression): Clause {
  if (key === "if") return readIf(node, parse);
  if (key === "exists") return readFact("exists", node);
  return key === "changes" ? readFact("changes", node) : unknownClause;
}

/** `if:`, or an item of `only:variables`. */
export function readIf(node: YamlNode, parse: ParseExpression): Clause {
  if (node.kind !== "scalar" || node.type !== "string") return unknownClause;
  return { kind: "expression", expression: parse(node.text) };
}

/** What depends on files; the long form with nothing but `paths` is as good as the short one. */
export function readFact(key: "changes" | "exists", node: YamlNode): Clause {
  const isCompared = node.kind === "map" && node.entries.has("compare_to");
  const paths = node.kind === "map" && node.entries.size === 1 ? getValue(node, "paths") : node;
  const text = describeNode(paths ?? node);
  if (text === undefined) return unknownClause;
  const names = [...text.matchAll(/\$\{?(\w+)/g)].map((match) => match[1]!);
  return { kind: "fact", fact: isCompared ? "comparedChanges" : key, key: `${key} ${text}`, names };
}

export function readWhen(node: YamlNode | undefined): When | "unknown" | undefined {
  if (isNothing(node)) return undefined;
  const when = node!.kind === "scalar" ? whens.find((name) => name === node!.text) : undefined;
  return when ?? "unknown";
}

/** `allow_failure:`; some exit codes are enough to allow it. */
export function readAllowFailure(node: YamlNode | undefined): boolean | "unknown" | undefined {
  if (isNothing(node)) return undefined;
  if (node!.kind === "map") return true;
  return (node!.kind === "scalar" ? booleanOf(node!) : undefined) ?? "unknown";
}

function readVariables(node: YamlNode | undefined): Rule["variables"] {
  if (isNothing(node)) return new Map();
  if (node!.kind !== "map" || node!.open !== undefined) return "unknown";
  return new Map([...node!.entries].map(([name, { value }]) => [name, readYamlVariable(value)]));
}

/**
 * The value of a variable in YAML as rules see it. Rules do not expand the variables in it, and other versions of
 * GitLab may: what holds one is not known.
 */
export function readYamlVariable(node: YamlNode): Variable | undefined {
  const source = readVariable(node);
  return source && !source.text.includes("$") ? { kind: "text", text: source.text } : undefined;
}
