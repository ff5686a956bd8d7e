import { getValue, isNothing, type MapNode, type ScalarNode, type YamlNode } from "../yaml/node";
import { scalarText } from "../yaml/scalarType";
import { isTemplate } from "./interpolation";
import { readInstances } from "./matrix";
import type { Instance, Job, Need, Needed, Setting } from "./pipeline";
import { flattenItems, readBoolean } from "./settings";

/** The entries of `needs:`. */
export function readNeeds(body: MapNode): Setting<readonly Need[]> {
  const rules = getValue(body, "rules");
  const replaces = (rule: YamlNode) => rule.kind === "map" && rule.entries.has("needs");
  if (rules && flattenItems(rules).some(replaces)) return { state: "unknown", reason: "a rule replaces the needs" };
  const node = getValue(body, "needs");
  if (isNothing(node)) return { state: "absent" };
  if (node!.kind === "unknown") return { state: "unknown", reason: node!.reason };
  return { state: "known", value: flattenItems(node!).map(readNeed), location: node!.location };
}

function readNeed(item: YamlNode): Need {
  const own = item.kind === "map" ? item : undefined;
  const isElsewhere = own !== undefined && (own.entries.has("pipeline") || own.entries.has("project"));
  const node = own ? getValue(own, "job") : item;
  const text = node?.kind === "scalar" ? node : undefined;
  const name = text && text.type !== "null" && !isElsewhere ? text : undefined;
  const flag = (key: string) => {
    const value = readBoolean(own && getValue(own, key));
    return value.state === "known" ? value.value : value.state;
  };
  const parallel = own && getValue(own, "parallel");
  return {
    job: name && !isTemplate(name.text) ? name.text : undefined,
    name,
    parallel: isNothing(parallel) ? undefined : parallel,
    isOptional: ![false, "absent"].includes(flag("optional")),
    takesArtifacts: flag("artifacts") !== false,
    location: text?.origin ?? item.location,
    isEditable: text !== undefined && text.origin.units === undefined,
  };
}

/** Makes the lookup of what an entry of `needs` stands for (lib/gitlab/ci/config/normalizer.rb). */
export function makeNeededLookup(jobs: ReadonlyMap<string, Job>): (need: Need, by: Instance) => Needed | undefined {
  let instances: Map<string, Needed> | undefined;
  const findInstance = (name: string): Needed | undefined => {
    instances ??= new Map(
      [...jobs.values()].flatMap((job) =>
        job.instances.map((instance) => [instance.name, { job, instances: [instance], missing: [] }] as const),
      ),
    );
    return instances.get(name) ?? findUnknownInstance(name);
  };
  const findUnknownInstance = (name: string): Needed | undefined => {
    const base = /^(.*?)(?:: \[.*\]| \d+\/\d+)$/s.exec(name)?.[1];
    const job = base === undefined ? undefined : jobs.get(base);
    return job && !job.hasAllInstances ? { job, instances: undefined, missing: [] } : undefined;
  };
  return (need, by) => {
    const name = need.name && fillIn(need.name, by);
    const job = name && jobs.get(name);
    if (!job) return name === undefined ? undefined : findInstance(name);
    return need.parallel ? pick(job, need.parallel, by) : { job, instances: "all", missing: [] };
  };
}

function pick(job: Job, parallel: YamlNode, by: Instance): Needed {
  const picked = readInstances(job.name, parallel, (value) => fillIn(value, by));
  if (!picked || !job.hasAllInstances) return { job, instances: undefined, missing: [] };
  const names = new Set(picked.map(({ name }) => name));
  const instances = job.instances.filter(({ name }) => names.delete(name));
  return { job, instances, missing: [...names] };
}

/** Puts the matrix values of the instance that needs into `$[[ matrix.… ]]`; undefined when one is not known. */
function fillIn({ text }: ScalarNode, { matrix }: Instance): string | undefined {
  if (!isTemplate(text)) return text;
  const filled = text.replace(/\$\[\[\s*matrix\.([\w-]+)\s*\]\]/g, (block, name) => {
    const value = matrix.get(name);
    return (value && scalarText(value)) ?? block;
  });
  return isTemplate(filled) ? undefined : filled;
}
