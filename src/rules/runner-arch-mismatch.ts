import { formatPlatform } from "../buildah/platform";
import type { ImageFlow, JobRun, Runner } from "../images/flow";
import { effectOfForeign, foreignPlatforms, hasStaticTag, onlyArchitecture } from "../images/foreignBuilds";
import { isOwn } from "../images/sharing";
import { type Fix, replace } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "runner-arch-mismatch",
  summary: "A job builds for an architecture that its runner does not have.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    const { architecture, tag } = run.runner;
    if (architecture === undefined || !tag) return;
    const builds = run.events.filter((event) => event.kind === "build");
    const areAllForeign = builds.every((event) => foreignPlatforms(event, architecture).length > 0);
    for (const event of builds) {
      const foreign = foreignPlatforms(event, architecture);
      if (!foreign[0]) continue;
      inFlow((flow, { report, containerfileOf, versionOf }) => {
        // Of a matrix over architectures with one tag matrix-tags-static tells.
        if (hasStaticTag(run.job, flow)) return;
        const effect = effectOfForeign(event, run, containerfileOf(event), versionOf(run));
        if (!effect) return;
        const names = foreign.map((use) => formatPlatform(use.platform!)).join(" and ");
        // Where the job has builds of the runner's own architecture too, the tag is not what is wrong.
        const isTagWrong = areAllForeign && isOwn(run.job, tag.location);
        const platform = { location: foreign[0]!.location, message: `${run.job.name} builds for ${names} here.` };
        const runner = { location: tag.location, message: `This runner's architecture is ${architecture}.` };
        report({
          at: isTagWrong ? tag.location : platform.location,
          severity: effect.severity,
          message: `${run.job.name} builds for ${names} on ${tag.value.display}, whose architecture is ${architecture}: ${effect.text}.`,
          related: [isTagWrong ? platform : runner],
          fixes: () => (isTagWrong && effect.severity !== "info" ? changeTag(run, tag, flow) : []),
        });
      });
    }
  },
};

/** The hosted runner of the other architecture, where every build of the job is for that. */
function changeTag({ job }: JobRun, { value }: NonNullable<Runner["tag"]>, { runsOf }: ImageFlow): readonly Fix[] {
  const [, size] = /^saas-linux-(small|medium|large)-(?:amd64|arm64)$/.exec(value.literal ?? "") ?? [];
  const architecture = onlyArchitecture(runsOf(job));
  const isHosted = architecture === "amd64" || architecture === "arm64";
  if (!size || !isHosted || !value.editable) return [];
  const newText = `saas-linux-${size}-${architecture}`;
  return [{ title: `Run on ${newText}`, edits: [replace(value.editable, newText)], safety: "unsafe" }];
}

export default rule;
