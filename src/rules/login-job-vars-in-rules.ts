import type { Job, Pipeline } from "../gitlab/pipeline";
import { flattenItems } from "../gitlab/settings";
import { type Fix, replace } from "../text/finding";
import type { Location } from "../text/span";
import { locationWithin } from "../text/value";
import { getValue, type ScalarNode, type YamlNode } from "../yaml/node";
import type { FlowContext, Rule } from "./rule";

const jobOnly = /\$\{?(CI_REGISTRY_(?:USER|PASSWORD))\b\}?/g;

const rule: Rule = {
  id: "login-job-vars-in-rules",
  summary: "A rule asks for credentials that only running jobs have.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job({ job }, { inFlow }) {
    const conditions = conditionsIn(getValue(job.body, "rules"));
    const tags = job.tags.state === "known" ? job.tags.value.filter(isScalar) : [];
    for (const text of [...conditions, ...tags]) {
      if (namesIn(text).length === 0) continue;
      inFlow(({ pipeline }, context) => reportIn(text, tags.includes(text) ? "tags" : "rules", job, pipeline, context));
    }
  },
  pipeline({ pipeline }, context) {
    for (const { root } of pipeline.files.values()) {
      const entries = root?.kind === "map" ? root.entries : undefined;
      const workflow = entries?.get("workflow")?.value;
      const include = entries?.get("include")?.value;
      const items = include ? flattenItems(include) : [];
      for (const text of conditionsIn(rulesOf(workflow))) reportIn(text, "workflow", undefined, pipeline, context);
      for (const text of items.flatMap((item) => conditionsIn(rulesOf(item))))
        reportIn(text, "include", undefined, pipeline, context);
    }
  },
};

function reportIn(
  text: ScalarNode,
  where: "rules" | "tags" | "workflow" | "include",
  job: Job | undefined,
  pipeline: Pipeline,
  { report, settings }: FlowContext,
): void {
  for (const { 0: written, 1: name, index } of namesIn(text)) {
    // Where the project sets a variable of that name itself, that one is there.
    if (settings.knownVariables?.includes(name!) || isSet(name!, job, pipeline)) continue;
    const at = locationWithin(text.origin, text.text.length, index, index + written.length);
    const owner = job ? `The ${where} of ${job.name}` : where === "include" ? "An include" : "workflow";
    const effect =
      where === "tags" ? "no runner has a tag of that name, and the job waits for one" : "in the condition it is empty";
    report({
      at,
      message: `${owner} ${job ? "name" : "names"} $${name}, which GitLab sets only when a runner has taken a job: ${effect}. $CI_REGISTRY tells whether there is a registry.`,
      fixes: () => askForRegistry(text, written, at, where),
    });
  }
}

/** Where a condition is nothing but the variable, it asks whether there is a registry. */
function askForRegistry({ text }: ScalarNode, written: string, at: Location, where: string): readonly Fix[] {
  if (where === "tags" || text.trim() !== written) return [];
  return [{ title: "Ask for $CI_REGISTRY", edits: [replace(at, "$CI_REGISTRY")], safety: "unsafe" }];
}

function isSet(name: string, job: Job | undefined, { files }: Pipeline): boolean {
  if (job?.variableNames.includes(name)) return true;
  return [...files.values()].some(({ root }) => {
    const variables = root?.kind === "map" ? root.entries.get("variables")?.value : undefined;
    return variables?.kind === "map" && variables.entries.has(name);
  });
}

function namesIn({ text }: ScalarNode): RegExpExecArray[] {
  return [...text.matchAll(jobOnly)];
}

function rulesOf(node: YamlNode | undefined): YamlNode | undefined {
  return node?.kind === "map" ? node.entries.get("rules")?.value : undefined;
}

/** The texts of `if` in a list of rules. */
function conditionsIn(rules: YamlNode | undefined): readonly ScalarNode[] {
  return (rules ? flattenItems(rules) : []).flatMap((item) => {
    const condition = item.kind === "map" ? item.entries.get("if")?.value : undefined;
    return condition && isScalar(condition) ? [condition] : [];
  });
}

function isScalar(node: YamlNode): node is ScalarNode {
  return node.kind === "scalar";
}

export default rule;
