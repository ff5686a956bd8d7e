import { formatReference } from "../buildah/reference";
import { insertFlags } from "../images/callText";
import { joinNames } from "../images/describe";
import { findPushedLists } from "../images/pushedLists";
import { fixWith } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "format-mixed",
  summary: "The images of one manifest list are of different formats.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(job, flow, { report }) {
    for (const { event, run, images } of flow.runsOf(job).flatMap((run) => findPushedLists(run, flow))) {
      const makers = (format: string) => [
        ...new Set(images.flatMap((image) => (image.format === format ? (image.maker ?? []) : []))),
      ];
      const [oci, docker] = [makers("oci"), makers("docker")];
      if (oci.length === 0 || docker.length === 0) continue;
      const namesOf = (runs: typeof oci) => joinNames(runs.map(({ instance }) => instance.name));
      report({
        at: event.destination.location,
        message: `${run.job.name} pushes ${formatReference(event.destination)} with images in the OCI format from ${namesOf(oci)} and in Docker's from ${namesOf(docker)}: HEALTHCHECK, SHELL and ONBUILD are kept for some platforms only, and some registries and clients refuse such an index.`,
        related: [...oci, ...docker].map(({ job: maker }) => ({
          location: maker.location,
          message: `${maker.name} builds ${docker.some((other) => other.job === maker) ? "in Docker's format" : "in the OCI format"}.`,
        })),
        fixes: () =>
          fixWith("Convert all to Docker's format", "unsafe", insertFlags(event.call, "--format v2s2", flow)),
      });
    }
  },
};

export default rule;
