import { getValue, isNothing, type MapNode, unknownNode, type YamlNode } from "../yaml/node";
import { inheritance, ownValue } from "./inherit";
import type { VariableLevelName } from "./pipeline";
import type { Resolver } from "./resolve";
import { flattenItems } from "./settings";

/** One level of variables. */
export interface VariableLevel {
  readonly name: VariableLevelName;
  /** The value of a variable; an unknown node when this level may set it. */
  readonly get: (variable: string) => YamlNode | undefined;
  readonly names: () => readonly string[];
}

/** The levels that all jobs share: `workflow:rules` over the global `variables`. */
export function sharedLevels(resolver: Resolver): readonly VariableLevel[] {
  const workflow = resolver.body("workflow");
  const rules = ruleLevel("workflow", workflow?.kind === "map" ? getValue(workflow, "rules") : workflow);
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
    get: (variable: string) => {
      const isLet = isInherited(variable);
      return isLet === undefined ? unknown : isLet ? get(variable) : undefined;
    },
    names: () => names().filter((variable) => isInherited(variable) !== false),
  }));
  return [...levelOf("job", getValue(body, "variables")), ...inherited];
}

/** The variables that a job's rules set: they are stronger than those of a matrix. */
export function ownRuleLevel(body: MapNode): readonly VariableLevel[] {
  return ruleLevel("rules", ownValue(body, "rules"));
}

function levelOf(name: VariableLevelName, node: YamlNode | undefined): VariableLevel[] {
  if (isNothing(node)) return [];
  if (node!.kind === "map") {
    const map = node as MapNode;
    return [{ name, get: (variable) => getValue(map, variable), names: () => [...map.entries.keys()] }];
  }
  return [{ name, get: () => unknownNode("the variables are not known", node!.location), names: () => [] }];
}

/** The variables that rules may set: which rule holds is known on GitLab only, so their values are unknown. */
function ruleLevel(name: VariableLevelName, rules: YamlNode | undefined): VariableLevel[] {
  if (isNothing(rules)) return [];
  const variables = new Map<string, YamlNode>();
  for (const rule of flattenItems(rules!)) {
    const set = rule.kind === "map" ? getValue(rule, "variables") : rule.kind === "unknown" ? rule : undefined;
    if (isNothing(set)) continue;
    if (set!.kind !== "map" || set!.open !== undefined)
      return levelOf(name, unknownNode("a rule may set it", set!.location));
    for (const [variable, { key }] of set!.entries)
      variables.set(variable, unknownNode("a rule may set it", key.location));
  }
  return variables.size > 0
    ? [{ name, get: (variable) => variables.get(variable), names: () => [...variables.keys()] }]
    : [];
}
