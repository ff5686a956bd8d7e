import type { Location } from "../text/span";
import { Value } from "../text/value";
import { getValue, type MapNode, unknownNode } from "../yaml/node";
import type { ConditionReader } from "./conditions/read";
import { inherit, isDefinedBy, ownValue, readKeywords } from "./inherit";
import { readInstances } from "./matrix";
import { readNeeds } from "./needs";
import type { Instance, Job } from "./pipeline";
import type { Provenances } from "./provenance";
import type { Resolver } from "./resolve";
import { readScript } from "./script";
import {
  readAllowFailure,
  readArtifacts,
  readBoolean,
  readImageOptions,
  readList,
  readName,
  readNames,
  readStage,
  readText,
  readTexts,
  readTrigger,
} from "./settings";
import { jobLevels, ownRuleLevel, type VariableLevel } from "./variableLevels";
import { type VariableLookup, variableLookup } from "./variables";

/** What all jobs of a pipeline share. */
export interface Surroundings {
  readonly resolver: Resolver;
  /** Why there may be more than what was read. */
  readonly open: string | undefined;
  /** True when other files may say more of any job. */
  readonly isFragment: boolean;
  readonly levels: readonly VariableLevel[];
  /** Variables whose values in the files do not count. */
  readonly overridden: ReadonlySet<string>;
  readonly provenances: Provenances;
  readonly readCondition: ConditionReader;
}

/** Reads one job; undefined where it is no mapping. */
export function readJob(name: string, surroundings: Surroundings): Job | undefined {
  const { resolver, provenances } = surroundings;
  const entry = resolver.content.entries.get(name);
  const resolved = resolver.body(name);
  if (!entry || resolved?.kind !== "map") return undefined;
  const source = entry.value.kind === "map" ? entry.value : noSource(entry.value.location);
  const body = bodyOf(name, resolved, surroundings);
  const inherited = (key: string) => inherit(key, body, resolver);
  const image = inherited("image");
  const hooks = inherited("hooks");
  const instances = readInstances(name, ownValue(body, "parallel"));
  const all = instances ?? [{ name, matrix: new Map() }];
  const condition = (instance: Instance) => surroundings.readCondition(body, instance, instances !== undefined);
  const variables = new Variables(body, instances !== undefined, surroundings);
  return {
    name,
    location: entry.key.location,
    source,
    body,
    keywords: () => readKeywords(body, resolver),
    stage: readStage(getValue(body, "stage")),
    needs: readNeeds(body, () => all.map(condition)),
    dependencies: readTexts(getValue(body, "dependencies")),
    tags: readList(inherited("tags")),
    image: readName(image),
    imageOptions: readImageOptions(image),
    services: readList(inherited("services")),
    preGetSourcesScript: readScript(hooks?.kind === "map" ? getValue(hooks, "pre_get_sources_script") : hooks),
    beforeScript: readScript(inherited("before_script")),
    script: body.entries.has("run")
      ? { state: "unknown", reason: "it runs steps" }
      : readScript(getValue(body, "script")),
    afterScript: readScript(inherited("after_script")),
    trigger: readTrigger(getValue(body, "trigger")),
    artifacts: readArtifacts(inherited("artifacts")),
    when: readText(getValue(body, "when")),
    allowFailure: readAllowFailure(getValue(body, "allow_failure")),
    environment: readName(getValue(body, "environment")),
    resourceGroup: readText(getValue(body, "resource_group")),
    interruptible: readBoolean(inherited("interruptible")),
    idTokens: readNames(inherited("id_tokens")),
    secrets: readNames(getValue(body, "secrets")),
    condition,
    instances: all,
    hasAllInstances: instances !== undefined,
    variable: (instance, variable) => variables.of(instance).value(variable),
    variableOrigin: (instance, variable) => variables.of(instance).origin(variable),
    variableNames: variables.names,
    provenance: (path, within) => provenances.find(name, body, path, within),
  };
}

/** The mapping of a job that has none of its own: keys can be added nowhere. */
function noSource(location: Location): MapNode {
  return { kind: "map", entries: new Map(), style: "block", location };
}

/** A job that is more of a change to one that is not read may have any key more, and one of a fragment too. */
function bodyOf(name: string, resolved: MapNode, { open, isFragment }: Surroundings): MapNode {
  if (isFragment && name.startsWith(".")) return scriptOf(resolved);
  const isWhole = open === undefined || resolved.open !== undefined || (isDefinedBy(resolved) && !isFragment);
  return isWhole ? resolved : { ...resolved, open };
}

/** What jobs that extend a hidden one of a fragment are sure to run, if they do not replace it. They may change all else. */
function scriptOf(body: MapNode): MapNode {
  const script = body.entries.get("script");
  return { ...body, entries: new Map(script && [["script", script]]), open: "the jobs that extend it may say more" };
}

/** The variables of a job, which are looked up when one is asked for. */
class Variables {
  readonly #lookups = new Map<Instance, VariableLookup>();
  #levels: { readonly above: readonly VariableLevel[]; readonly below: readonly VariableLevel[] } | undefined;

  constructor(
    readonly body: MapNode,
    readonly hasInstances: boolean,
    readonly surroundings: Surroundings,
  ) {}

  get #own() {
    const { body } = this;
    this.#levels ??= { above: ownRuleLevel(body), below: jobLevels(body, this.surroundings.levels) };
    return this.#levels;
  }

  get names(): readonly string[] {
    return [...this.#own.above, ...this.#own.below].flatMap((level) => level.names());
  }

  of(instance: Instance): VariableLookup {
    let lookup = this.#lookups.get(instance);
    if (!lookup) {
      const { above, below } = this.#own;
      const unknown = unknownNode("the matrix is not known", this.body.location);
      const get = (name: string) => [this.hasInstances ? instance.matrix.get(name) : unknown];
      const matrix = { name: "matrix", get, names: () => [...instance.matrix.keys()] } as const;
      const levels = [...above, matrix, ...below];
      const { overridden, readCondition } = this.surroundings;
      const condition = () => readCondition(this.body, instance, this.hasInstances);
      lookup = variableLookup(levels, instance.name, nodeVariables(instance, this.body), condition, overridden);
      this.#lookups.set(instance, lookup);
    }
    return lookup;
  }
}

/** What GitLab sets for the instances of one job. */
function nodeVariables({ node }: Instance, body: MapNode): ReadonlyMap<string, Value> {
  if (!node) return new Map();
  const value = (number: number) => Value.literal(String(number), body.location);
  return new Map([
    ["CI_NODE_INDEX", value(node.index)],
    ["CI_NODE_TOTAL", value(node.total)],
  ]);
}
