import { getValue, isNothing, type MapNode, type YamlNode } from "../../yaml/node";
import { inheritance } from "../inherit";
import type { Instance } from "../pipeline";
import type { Resolver } from "../resolve";
import { readStage } from "../settings";
import { perJob, predefined } from "../variables";
import type { Condition, OwnVariable, Rule, RuleList, Workflow } from "./condition";
import type { Variable } from "./decide";
import { describeNode } from "./describe";
import { type Expression, type Malformed, parseExpression } from "./expression";
import { readPolicies } from "./policies";
import { makeRuleList } from "./ruleList";
import { type ParseExpression, readAllowFailure, readRules, readWhen, readYamlVariable } from "./rules";

/** Reads the condition of an instance of a job from the job's body. */
export type ConditionReader = (body: MapNode, instance: Instance, hasAllInstances: boolean) => Condition;

const absent: Variable = { kind: "absent" };
const unknownVariable: OwnVariable = { value: undefined, isFixed: true, key: undefined };

/**
 * The reader of the conditions of one pipeline's jobs. What jobs have in common is read once.
 * @param overridden variables that the project sets: the pipeline has them, and what the files say does not count
 */
export function makeConditionReader(resolver: Resolver, overridden: ReadonlySet<string>): ConditionReader {
  const expressions = new Map<string, Expression | Malformed>();
  const parse: ParseExpression = (text) => remember(expressions, text, () => parseExpression(text));
  const texts = new Map<YamlNode, string | undefined>();
  const describe = (node: YamlNode | undefined) =>
    isNothing(node) ? "" : remember(texts, node!, () => describeNode(node!));
  const lists = new Map<string, RuleList>();
  const interned = new Map<string, Condition>();
  const known = new Map<Instance, Condition>();
  const { workflow, hasRules } = readWorkflow(resolver, overridden, parse);

  function readList(body: MapNode): RuleList {
    const isOld = body.entries.has("only") || body.entries.has("except");
    const rules = isOld ? body.entries.get("rules")?.value : getValue(body, "rules");
    if (!isNothing(rules)) return makeList([rules], () => readRules(rules!, parse));
    const [only, except] = [getValue(body, "only"), getValue(body, "except")];
    return makeList([only, except], () => readPolicies(only, except, hasRules, parse));
  }

  function makeList(nodes: readonly (YamlNode | undefined)[], read: () => RuleList["rules"]): RuleList {
    const parts = nodes.map(describe);
    if (parts.includes(undefined)) return makeRuleList(read(), undefined);
    const key = parts.join("\n");
    return remember(lists, key, () => makeRuleList(read(), key));
  }

  function read(body: MapNode, instance: Instance, hasAllInstances: boolean): Condition {
    const list = readList(body);
    const stated = readWhen(getValue(body, "when")) ?? "on_success";
    const when = stated === "unknown" ? "somehow" : stated;
    // A manual job may fail unless it says otherwise.
    const allowsFailure =
      readAllowFailure(getValue(body, "allow_failure")) ?? (when === "somehow" ? "unknown" : when === "manual");
    const described = [...list.names].flatMap((name) => {
      const own = readOwn(name, body, instance, hasAllInstances);
      return own ? [[name, own] as const] : [];
    });
    const make = (): Condition => ({ list, workflow, variables: new Map(described), when, allowsFailure });
    const keys = described.map(([name, own]) => own.key && `${name} ${own.isFixed} ${own.key}`);
    if (list.key === undefined || keys.includes(undefined)) return make();
    return remember(interned, JSON.stringify([list.key, when, allowsFailure, ...keys]), make);
  }

  /** What the job makes of a variable; undefined when that is what the pipeline makes of it. */
  function readOwn(name: string, body: MapNode, instance: Instance, hasAllInstances: boolean): OwnVariable | undefined {
    if (overridden.has(name)) return undefined;
    const fixed = instance.matrix.get(name);
    if (fixed) return { value: readYamlVariable(fixed), isFixed: true, key: describe(fixed) };
    if (!hasAllInstances && !predefined.test(name)) return unknownVariable;
    const variables = getValue(body, "variables");
    const node = variables?.kind === "map" ? getValue(variables, name) : variables;
    if (node?.kind === "unknown") {
      // What a part that is not read may set are hardly GitLab's own variables.
      if (!predefined.test(name)) return unknownVariable;
    } else if (!isNothing(node)) {
      return { value: readYamlVariable(node!), isFixed: false, key: describe(node) };
    }
    if (name === "CI_JOB_NAME") return describeText(instance.name);
    if (name === "CI_JOB_STAGE") {
      const stage = readStage(getValue(body, "stage"));
      return describeText(stage.state === "known" ? stage.value : undefined);
    }
    if (perJob.test(name)) return unknownVariable;
    const isInherited = inheritance(body, "variables")(name);
    if (isInherited || predefined.test(name)) return undefined;
    return isInherited === undefined ? unknownVariable : { value: absent, isFixed: false, key: "absent" };
  }

  return (body, instance, hasAllInstances) => remember(known, instance, () => read(body, instance, hasAllInstances));
}

/** What is said about the pipeline as a whole; `hasRules` is undefined when that is not known. */
function readWorkflow(
  resolver: Resolver,
  overridden: ReadonlySet<string>,
  parse: ParseExpression,
): { readonly workflow: Workflow; readonly hasRules: boolean | undefined } {
  const withoutOverridden = (rule: Rule): Rule =>
    rule.variables === "unknown"
      ? rule
      : { ...rule, variables: new Map([...rule.variables].filter(([name]) => !overridden.has(name))) };
  const value = (key: string, of: YamlNode | undefined) => (of?.kind === "map" ? getValue(of, key) : of);
  const rules = value("rules", resolver.body("workflow"));
  const variables = resolver.body("variables");
  const list = isNothing(rules) ? undefined : makeRuleList(readRules(rules!, parse).map(withoutOverridden), undefined);
  const names = new Set([...(variables?.kind === "map" ? variables.entries.keys() : []), ...overridden]);
  for (const rule of list?.rules ?? []) {
    if (rule.variables !== "unknown") for (const name of rule.variables.keys()) names.add(name);
  }
  const variable = (name: string) => {
    if (overridden.has(name)) return undefined;
    const node = value(name, variables);
    return isNothing(node) ? absent : readYamlVariable(node!);
  };
  return { workflow: { list, variable, names }, hasRules: rules?.kind === "unknown" ? undefined : list !== undefined };
}

function describeText(text: string | undefined): OwnVariable {
  return text === undefined
    ? unknownVariable
    : { value: { kind: "text", text }, isFixed: true, key: JSON.stringify(text) };
}

function remember<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  if (known.has(key)) return known.get(key)!;
  const value = make();
  known.set(key, value);
  return value;
}
