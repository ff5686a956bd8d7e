import { getValue, isNothing, type MapNode, unknownNode, type YamlNode } from "../yaml/node";
import type { Condition } from "./conditions/condition";
import { possibleRules, possibleWorkflowRules } from "./conditions/outcomes";
import { inheritance, ownValue } from "./inherit";
import type { VariableLevelName } from "./pipeline";
import type { Resolver } from "./resolve";
import { flattenItems } from "./settings";

/** One level of variables. */
export interface VariableLevel {
  readonly name: VariableLevelName;
  /**
   * The values that a variable may have where a condition lets a job into the pipeline. Undefined among them: this level
   * may say nothing of it. An unknown node when this level may set it to anything.
   */
  readonly get: (variable: string, condition: () => Condition) => readonly (YamlNode | undefined)[];
  readonly names: () => readonly string[];
}

const nothing: readonly undefined[] = [undefined];

/** The levels that all jobs share: `workflow:rules` over the global `variables`. */
export function sharedLevels(resolver: Resolver): readonly VariableLevel[] {
  const workflow = resolver.body("workflow");
  const rules = ruleLevel(
    "workflow",
    workflow?.kind === "map" ? getValue(workflow, "rules") : workflow,
    possibleWorkflowRules,
  );
  const global = levelOf("global", resolver.body("variables"));
  // Rules that could not be read hardly set what is set here.
  return workflow?.kind === "unknown" ? [...global, ...rules] : [...rules, ...global];
}

/** The levels of a job below those of a matrix: its own variables, and as many of the shared ones as it inherits. */
export function jobLevels(body: MapNode, shared: readonly VariableLevel[]): readonly VariableLevel[] {
  const isInherited = inheritance(body, "variables");
  const unknown = unknownNode("whether it is inherited is not known", body.location);
  const inherited = shared.map(({ name, get, names }) => ({
    name,
    get: (variable: string, condition: () => Condition) => {
      const isLet = isInherited(variable);
      return isLet === undefined ? [unknown] : isLet ? get(variable, condition) : nothing;
    },
    names: () => names().filter((variable) => isInherited(variable) !== false),
  }));
  return [...levelOf("job", getValue(body, "variables")), ...inherited];
}

/** The variables that a job's rules set: they are stronger than those of a matrix. */
export function ownRuleLevel(body: MapNode): readonly VariableLevel[] {
  return ruleLevel("rules", ownValue(body, "rules"), possibleRules);
}

function levelOf(name: VariableLevelName, node: YamlNode | undefined): VariableLevel[] {
  if (isNothing(node)) return [];
  if (node!.kind === "map") {
    const map = node as MapNode;
    return [{ name, get: (variable) => [getValue(map, variable)], names: () => [...map.entries.keys()] }];
  }
  return [{ name, get: () => [unknownNode("the variables are not known", node!.location)], names: () => [] }];
}

/**
 * The variables that rules set: a job is in a pipeline where one of them lets it in, so of those that can.
 * @param possible which rules those are
 */
function ruleLevel(
  name: VariableLevelName,
  rules: YamlNode | undefined,
  possible: (condition: Condition) => readonly boolean[],
): VariableLevel[] {
  if (isNothing(rules)) return [];
  const sets: (MapNode | undefined)[] = [];
  for (const rule of flattenItems(rules!)) {
    const set = rule.kind === "map" ? getValue(rule, "variables") : rule.kind === "unknown" ? rule : undefined;
    if (!isNothing(set) && (set!.kind !== "map" || set!.open !== undefined))
      return levelOf(name, unknownNode("a rule may set it", set!.location));
    sets.push(isNothing(set) ? undefined : (set as MapNode));
  }
  const names = new Set(sets.flatMap((set) => (set ? [...set.entries.keys()] : [])));
  if (names.size === 0) return [];
  const get: VariableLevel["get"] = (variable, condition) => {
    if (!names.has(variable)) return nothing;
    const isPossible = possible(condition());
    const values = sets.flatMap((set, at) => (isPossible[at] ? [set?.entries.get(variable)?.value] : []));
    return values.length > 0 ? values : nothing;
  };
  return [{ name, get, names: () => [...names] }];
}
