import { getValue, isNothing, type MapNode, type YamlNode } from "../yaml/node";
import { flattenItems } from "./settings";

/**
 * Whether the rules of an include let it in (lib/gitlab/ci/config/external/rules.rb): the first rule that holds decides.
 * Undefined where that depends on the pipeline.
 * @param exists whether a file is there; undefined when that is not known
 */
export function decideRules(
  rules: YamlNode | undefined,
  exists: (path: string) => boolean | undefined,
): boolean | undefined {
  if (!rules) return true;
  const possible = new Set<boolean>();
  for (const rule of flattenItems(rules)) {
    if (rule.kind !== "map" || rule.open !== undefined) return undefined;
    const holds = doesHold(rule.entries.has("if") || rule.entries.has("changes"), getValue(rule, "exists"), exists);
    if (holds === false) continue;
    const when = getValue(rule, "when");
    if (when && when.kind !== "scalar") return undefined;
    possible.add(when?.text !== "never");
    if (holds) return possible.size === 1 ? [...possible][0] : undefined;
  }
  possible.add(false);
  return possible.size === 1 ? false : undefined;
}

function doesHold(
  dependsOnPipeline: boolean,
  condition: YamlNode | undefined,
  exists: (path: string) => boolean | undefined,
): boolean | undefined {
  if (isNothing(condition)) return dependsOnPipeline ? undefined : true;
  // The paths may be those of another project.
  const isHere = condition!.kind === "map" && !condition!.entries.has("project");
  const paths = isHere ? getValue(condition as MapNode, "paths") : condition;
  // Patterns are of another kind than those of includes.
  const found = flattenItems(paths ?? condition!).map((path) =>
    path.kind === "scalar" && !/[$*?[\]{}]/.test(path.text) ? exists(path.text) : undefined,
  );
  if (found.every((isThere) => isThere === false)) return false;
  return !dependsOnPipeline && found.includes(true) ? true : undefined;
}
