import type { Instance } from "../gitlab/pipeline";
import type { JobRun } from "../images/flow";
import type { YamlNode } from "../yaml/node";
import type { Rule } from "./rule";

/** Names of variables that say what is built. */
const architectural = /ARCH|PLATFORM|TARGET/i;

const rule: Rule = {
  id: "matrix-var-unused",
  summary: "A matrix has a variable for the architecture that its job does not use.",
  severity: "warning",
  confidence: "certain",
  fixes: [],
  job(run, { report }) {
    const { job, instance, events, opaque, isComplete } = run;
    if (instance.matrix.size === 0) return;
    // What is not seen here may read the variable from the environment.
    if (!isComplete || opaque.length > 0 || !events.some(({ kind }) => kind === "build")) return;
    const suspects = [...instance.matrix.keys()].filter((name) => architectural.test(name) && !isUsed(run, name));
    for (const name of suspects) {
      const key = findKey(job.body.entries.get("parallel")?.value, name);
      const twin = findTwin(run, name);
      if (!key || !twin) continue;
      report({
        at: key.location,
        message: `${job.name} runs once for each value of ${name}, but neither its script nor its tags use ${name}: ${instance.name} does the same as ${twin.name}, and what it builds is not for ${instance.matrix.get(name)!.text}.`,
      });
    }
  },
};

/** Another instance that differs in the variable, but in nothing that is used: there the variable is more than a label. */
function findTwin(run: JobRun, name: string): Instance | undefined {
  const { job, instance } = run;
  const textOf = ({ matrix }: Instance, variable: string) => matrix.get(variable)?.text;
  const used = [...instance.matrix.keys()].filter((variable) => isUsed(run, variable));
  return job.instances.find(
    (other) =>
      textOf(other, name) !== textOf(instance, name) &&
      used.every((variable) => textOf(other, variable) === textOf(instance, variable)),
  );
}

function findKey(parallel: YamlNode | undefined, name: string): YamlNode | undefined {
  const matrix = parallel?.kind === "map" ? parallel.entries.get("matrix")?.value : undefined;
  const items = matrix?.kind === "seq" ? matrix.items : [];
  for (const item of items) {
    const entry = item.kind === "map" ? item.entries.get(name) : undefined;
    if (entry) return entry.key;
  }
  return undefined;
}

/** True when the name stands anywhere in what makes the job, its matrix left out; also when some of that is not known. */
function isUsed({ job, instance }: JobRun, name: string): boolean {
  const word = new RegExp(`(?<!\\w)${name}(?!\\w)`);
  const mentions = (node: YamlNode): boolean => {
    if (node.kind === "scalar") return word.test(node.text);
    if (node.kind === "seq") return node.items.some(mentions);
    if (node.kind !== "map" || node.open !== undefined) return true;
    return [...node.entries.values()].some(({ value }) => mentions(value));
  };
  if (job.body.open !== undefined) return true;
  if ([...job.keywords()].some(([key, node]) => key !== "parallel" && mentions(node))) return true;
  return job.variableNames.some((variable) => {
    const { node } = job.variableOrigin(instance, variable) ?? {};
    return node !== undefined && node !== instance.matrix.get(variable) && mentions(node);
  });
}

export default rule;
