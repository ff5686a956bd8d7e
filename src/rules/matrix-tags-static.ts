import { formatPlatform } from "../buildah/platform";
import { joinNames } from "../images/describe";
import type { JobRun, Runner } from "../images/flow";
import { effectOfForeign, foreignPlatforms, hasStaticTag } from "../images/foreignBuilds";
import { type Fix, replace } from "../text/finding";
import { quoteLike } from "../yaml/edit";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "matrix-tags-static",
  summary: "A matrix builds for several architectures, but its tags choose one runner for all.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    const { job, runner, events } = run;
    const { architecture, tag } = runner;
    if (job.instances.length < 2 || architecture === undefined || !tag) return;
    const event = events.find((one) => one.kind === "build" && foreignPlatforms(one, architecture).length > 0);
    if (event?.kind !== "build") return;
    inFlow((flow, { report, containerfileOf, versionOf }) => {
      if (!hasStaticTag(job, flow)) return;
      const file = containerfileOf(event);
      const effect = effectOfForeign(event, run, file, versionOf(run));
      const names = joinNames(foreignPlatforms(event, architecture).map(({ platform }) => formatPlatform(platform!)));
      const text = effect?.text ?? "its Containerfile runs nothing of the other architecture, so that works";
      report({
        at: tag.location,
        severity: effect?.severity ?? "info",
        message: `All instances of ${job.name} run on ${tag.value.display}, whose architecture is ${architecture}, but ${run.instance.name} builds for ${names}: ${text}.`,
        fixes: () => (effect && effect.severity !== "info" ? useVariable(run, tag) : []),
      });
    });
  },
};

/** The variable whose values are the architectures of hosted runners goes into the tag. */
function useVariable({ job }: JobRun, { value }: NonNullable<Runner["tag"]>): readonly Fix[] {
  const [, start] = /^(saas-linux-small-)(?:amd64|arm64)$/.exec(value.literal ?? "") ?? [];
  const name = [...job.instances[0]!.matrix.keys()].find((key) =>
    job.instances.every(({ matrix }) => /^(amd64|arm64)$/.test(matrix.get(key)?.text ?? "")),
  );
  if (!start || !name || !value.editable) return [];
  const newText = `${start}$${name}`;
  return [
    {
      title: `Run on ${newText}`,
      edits: [replace(value.editable, quoteLike(newText, "'").slice(1, -1))],
      safety: "unsafe",
    },
  ];
}

export default rule;
