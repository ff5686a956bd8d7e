import { jobImage, readImageName } from "../images/jobImage";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "tool-image-unpinned",
  summary: "The version of Buildah that a job runs changes by itself.",
  severity: "info",
  confidence: "certain",
  fixes: [],
  job(run, { report }) {
    const image = run.calls.length > 0 ? jobImage(run) : undefined;
    const name = image && readImageName(image.name);
    if (
      !name ||
      !/^quay\.io\/(containers|buildah|podman|skopeo)\/(stable|buildah|podman|skopeo)$/.test(name.repository)
    )
      return;
    if (name.digest || /^v?\d/.test(name.tag ?? "latest")) return;
    report({
      at: image!.location,
      message: `${run.job.name} runs ${image!.name.display}, which is a new version every few weeks. What commands do differs between versions (the default of manifest push --all changed in 1.38), so a pipeline that nobody touched can behave otherwise. A tag such as v1.39.3 or a digest keeps it.`,
    });
  },
};

export default rule;
