import type { ImageFlow, JobRun } from "../images/flow";
import { isOwn } from "../images/sharing";
import type { Fix } from "../text/finding";
import { removeItem } from "../yaml/edit";
import { getValue, type YamlNode } from "../yaml/node";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "dind-unneeded",
  summary: "A job that uses Buildah only starts a Docker daemon as a service.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    const { services, image } = run.job;
    if (services.state !== "known" || image.state !== "known" || !usesBuildahOnly(run)) return;
    for (const node of services.value) {
      const name = nameOf(node);
      if (!/^(.*\/)?docker(:\d[\w.]*)?[:-]dind/.test(name)) continue;
      inFlow((flow, { report }) =>
        report({
          at: node.location,
          message: `${run.job.name} starts ${name}, and nothing in its script talks to a Docker daemon: Buildah needs none. The service costs time at each start, and needs a privileged runner.`,
          fixes: () => removeService(run, node, flow),
        }),
      );
    }
  },
};

function nameOf(node: YamlNode): string {
  const name = node.kind === "map" ? getValue(node, "name") : node;
  return name?.kind === "scalar" ? name.text : "";
}

/** True when all that the job runs is known, and nothing of it needs Docker. */
function usesBuildahOnly({ calls, isComplete, opaque, job }: JobRun): boolean {
  const { afterScript } = job;
  const mentions = afterScript.state === "known" && afterScript.value.some(({ text }) => /docker|\.\//.test(text));
  return isComplete && calls.length > 0 && opaque.length === 0 && afterScript.state !== "unknown" && !mentions;
}

function removeService({ job }: JobRun, node: YamlNode, { pipeline }: ImageFlow): readonly Fix[] {
  const list = job.source.entries.get("services")?.value;
  const file = pipeline.files.get(node.location.file);
  const edit = list?.kind === "seq" && file && isOwn(job, list.location) ? removeItem(file, list, node) : undefined;
  return edit ? [{ title: "Remove the service", edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
