import { readPlatform } from "../buildah/platform";
import { runsNatively } from "../images/emulation";
import { replace } from "../text/finding";
import { getValue, type ScalarNode, type YamlNode } from "../yaml/node";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "image-platform-mismatch",
  summary: "A job's own image is taken for another architecture than that of its runner.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job({ job, instance, runner, calls }, { report }) {
    const { architecture, tag } = runner;
    const option = job.imageOptions.state === "known" ? job.imageOptions.value.platform : undefined;
    if (architecture === undefined || !tag || option?.state !== "known" || calls.length === 0) return;
    const reading = readPlatform(option.value);
    const platform = reading.kind === "platform" ? reading.platform : undefined;
    if (!platform || runsNatively(platform, architecture)) return;
    const meant = `linux/${architecture}`;
    const node = findNode(job.keywords().get("image"));
    report({
      at: option.location,
      message: `${instance.name} runs on ${tag.value.display}, whose architecture is ${architecture}, in an image for ${option.value}: Buildah itself then needs emulation, without which the job ends with “exec format error”; with it, a build without --platform is for ${platform.architecture}.`,
      related: [{ location: tag.location, message: `This runner's architecture is ${architecture}.` }],
      fixes: () =>
        node && !node.origin.units
          ? [{ title: `Change to ${meant}`, edits: [replace(node.origin, meant)], safety: "unsafe" }]
          : [],
    });
  },
};

function findNode(image: YamlNode | undefined): ScalarNode | undefined {
  const docker = image?.kind === "map" ? getValue(image, "docker") : undefined;
  const platform = docker?.kind === "map" ? getValue(docker, "platform") : undefined;
  return platform?.kind === "scalar" ? platform : undefined;
}

export default rule;
