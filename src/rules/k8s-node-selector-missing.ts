import { architectureOfWord } from "../buildah/platform";
import { joinNames } from "../images/describe";
import type { ImageFlow, JobRun } from "../images/flow";
import { onlyArchitecture } from "../images/foreignBuilds";
import { readTags } from "../images/tags";
import type { Fix } from "../text/finding";
import { insertKey } from "../yaml/edit";
import { getValue } from "../yaml/node";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "k8s-node-selector-missing",
  summary: "A job for Kubernetes builds for one architecture, but does not say on which nodes.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    const { job, runner, events } = run;
    const names = job.variableNames.filter((name) => name.startsWith("KUBERNETES_"));
    if (names.length === 0 || names.some((name) => name.startsWith("KUBERNETES_NODE_SELECTOR_"))) return;
    // Affinities and node pools that are chosen in other ways may tell the architecture too.
    if (names.some((name) => /AFFINITY|NODE|POD_LABELS|POD_ANNOTATIONS/.test(name))) return;
    if (runner.architecture !== undefined || tellsArchitecture(run)) return;
    const architecture = onlyArchitecture([run]);
    const first = events.find((event) => event.kind === "build")?.platforms?.[0];
    if (architecture === undefined || !first) return;
    inFlow((flow, { report }) => {
      report({
        at: first.location,
        message: `${job.name} builds for ${architecture} in a pod (it sets ${joinNames(names)}), but selects no node: in a cluster of several architectures the build may run under emulation, or end with “exec format error”.`,
        fixes: () => selectNode(run, architecture, flow),
      });
    });
  },
};

/** True when a tag may choose the runner of an architecture; its configuration selects the nodes then. */
function tellsArchitecture({ job, instance, runner }: JobRun): boolean {
  const words = readTags(job, instance).flatMap(({ value }) => value.flat.split(/[^A-Za-z0-9_]+/));
  return runner.isUnknown || words.some((word) => architectureOfWord(word) !== undefined);
}

/** Takes effect where the runner allows it (`node_selector_overwrite_allowed`). */
function selectNode({ job }: JobRun, architecture: string, { pipeline }: ImageFlow): readonly Fix[] {
  if (job.instances.length > 1) return [];
  const own = job.source.entries.get("variables")?.value;
  const file = pipeline.files.get(job.source.location.file);
  const [name, value] = ["KUBERNETES_NODE_SELECTOR_ARCH", JSON.stringify(`kubernetes.io/arch=${architecture}`)];
  const inherited = getValue(job.body, "variables");
  const edit =
    own?.kind === "map"
      ? file && insertKey(file, own, name, value, [...own.entries.keys()])
      : !own &&
        file &&
        inherited?.kind !== "unknown" &&
        insertKey(file, job.source, "variables", `{${name}: ${value}}`);
  return edit ? [{ title: `Select nodes of ${architecture}`, edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
