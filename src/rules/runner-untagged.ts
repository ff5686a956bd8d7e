import { formatPlatform } from "../buildah/platform";
import type { Job } from "../gitlab/pipeline";
import { joinNames } from "../images/describe";
import { hasEmulation, runsNatively } from "../images/emulation";
import type { ImageFlow, PlatformUse } from "../images/flow";
import { onlyArchitecture, runsForeignPrograms } from "../images/foreignBuilds";
import { perFlow } from "../images/perFlow";
import type { Fix } from "../text/finding";
import { insertKey } from "../yaml/edit";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "runner-untagged",
  summary: "A job builds for an architecture, but no tag chooses its runner.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(job, flow, context) {
    const { name, tags } = job;
    const { report } = context;
    // An empty list is as good as none.
    if (tags.state === "unknown" || (tags.state === "known" && tags.value.length > 0)) return;
    for (const run of flow.runsOf(job)) {
      for (const event of run.events) {
        const uses = event.kind === "build" ? (event.platforms ?? []) : [];
        if (event.kind !== "build" || uses.length === 0 || !uses.every(({ platform }) => platform)) continue;
        const foreign = uses.filter(isForeign);
        const named = foreign.length > 0 ? foreign : uses;
        const what = `${name} builds for ${joinNames(named.map((use) => formatPlatform(use.platform!)))}, but has no tags: on GitLab.com it runs on a small amd64 runner`;
        const elsewhere = "elsewhere on any runner that takes jobs without tags, of whatever architecture.";
        const [{ location }] = named as [PlatformUse];
        const fixes = () => addTags(job, flow);
        if (foreign.length === 0) {
          // Where all is for amd64 the runner that there is by default is the right one.
          if (buildsForOthers(flow)) report({ at: location, message: `${what}, ${elsewhere}`, fixes });
          continue;
        }
        const isRun = runsForeignPrograms(event, context.containerfileOf(event), context.versionOf(run)) !== false;
        report({
          at: location,
          severity: isRun && hasEmulation(run) === false ? "warning" : "info",
          message: `${what}, where a RUN for another architecture ends with “exec format error” without emulation, ${elsewhere}`,
          fixes,
        });
      }
    }
  },
};

/** True when the pipeline builds for other architectures than amd64. */
const buildsForOthers = perFlow(({ runs }) =>
  runs.some(({ events }) => events.some((event) => event.kind === "build" && event.platforms?.some(isForeign))),
);

function isForeign({ platform }: PlatformUse): boolean {
  return platform !== undefined && !runsNatively(platform, "amd64");
}

/** The tag of the hosted runner, where all builds of the job are for one architecture that there is one for. */
function addTags(job: Job, { pipeline, runsOf }: ImageFlow): readonly Fix[] {
  const architecture = onlyArchitecture(runsOf(job));
  const file = pipeline.files.get(job.source.location.file);
  if ((architecture !== "amd64" && architecture !== "arm64") || !file) return [];
  const tag = `saas-linux-small-${architecture}`;
  const edit = job.source.entries.has("tags") ? undefined : insertKey(file, job.source, "tags", `[${tag}]`);
  return edit ? [{ title: `Run on ${tag} of GitLab.com`, edits: [edit], safety: "unsafe" }] : [];
}

export default rule;
