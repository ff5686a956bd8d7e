import { formatPlatform } from "../buildah/platform";
import { joinNames } from "../images/describe";
import { hasEmulation, runsNatively } from "../images/emulation";
import type { ImageFlow, JobRun } from "../images/flow";
import { onlyArchitecture, runsForeignPrograms } from "../images/foreignBuilds";
import type { Fix } from "../text/finding";
import { insertKey } from "../yaml/edit";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "runner-untagged",
  summary: "A job builds for an architecture, but no tag chooses its runner.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    const { job, events } = run;
    // An empty list is as good as none.
    const isUntagged = job.tags.state === "absent" || (job.tags.state === "known" && job.tags.value.length === 0);
    if (!isUntagged) return;
    for (const event of events) {
      const platforms = event.kind === "build" ? (event.platforms ?? []) : [];
      if (event.kind !== "build" || !platforms[0] || !platforms.every(({ platform }) => platform)) continue;
      const foreign = platforms.filter(({ platform }) => !runsNatively(platform!, "amd64"));
      inFlow((flow, { report, containerfileOf, versionOf }) => {
        if (flow.pipeline.isFragment) return;
        const isRun =
          foreign.length > 0 && runsForeignPrograms(event, containerfileOf(event), versionOf(run)) !== false;
        const names = joinNames((foreign.length > 0 ? foreign : platforms).map((use) => formatPlatform(use.platform!)));
        report({
          at: foreign[0]?.location ?? platforms[0]!.location,
          severity: isRun && hasEmulation(run) === false ? "warning" : "info",
          message: `${job.name} builds for ${names}, but has no tags: on GitLab.com it runs on a small amd64 runner${foreign.length > 0 ? ", where a RUN for another architecture ends with “exec format error” without emulation" : ""}, elsewhere on any runner that takes jobs without tags, of whatever architecture.`,
          fixes: () => addTags(run, flow),
        });
      });
    }
  },
};

/** The tag of the hosted runner, where all builds of the job are for one architecture that there is one for. */
function addTags({ job }: JobRun, { pipeline, runs }: ImageFlow): readonly Fix[] {
  const architecture = onlyArchitecture(runs.filter((run) => run.job === job));
  const file = pipeline.files.get(job.source.location.file);
  if ((architecture !== "amd64" && architecture !== "arm64") || !file) return [];
  const tag = `saas-linux-small-${architecture}`;
  const edit = job.source.entries.has("tags") ? undefined : insertKey(file, job.source, "tags", `[${tag}]`);
  return edit ? [{ title: `Run on ${tag} of GitLab.com`, edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
