import { formatPlatform } from "../buildah/platform";
import { joinNames } from "../images/describe";
import { hasEmulation, runsNatively } from "../images/emulation";
import type { BuildEvent, ImageFlow, JobRun, PlatformUse } from "../images/flow";
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
  pipeline(flow, { report, containerfileOf, versionOf }) {
    const { foreign, native } = findUntagged(flow.runs);
    for (const { run, event, names } of foreign) {
      const isRun = runsForeignPrograms(event, containerfileOf(event), versionOf(run)) !== false;
      report({
        at: event.platforms!.find(isForeign)!.location,
        severity: isRun && hasEmulation(run) === false ? "warning" : "info",
        message: `${run.job.name} builds for ${names}, but has no tags: on GitLab.com it runs on a small amd64 runner, where a RUN for another architecture ends with “exec format error” without emulation, elsewhere on any runner that takes jobs without tags, of whatever architecture.`,
        fixes: () => addTags(run, flow),
      });
    }
    // Where all is for amd64 the runner that there is by default is the right one.
    if (
      !flow.runs.some(({ events }) =>
        events.some((event) => event.kind === "build" && event.platforms?.some(isForeign)),
      )
    )
      return;
    for (const { run, event, names } of native) {
      report({
        at: event.platforms![0]!.location,
        message: `${run.job.name} builds for ${names}, but has no tags: on GitLab.com it runs on a small amd64 runner, elsewhere on any runner that takes jobs without tags, of whatever architecture.`,
        fixes: () => addTags(run, flow),
      });
    }
  },
};

/** A build by a job without tags. */
interface UntaggedBuild {
  readonly run: JobRun;
  readonly event: BuildEvent;
  /** The platforms for other architectures than amd64, where there are some. */
  readonly names: string;
}

/** The builds of which all platforms are known; those for other architectures than amd64 by themselves. */
function findUntagged(runs: readonly JobRun[]): {
  readonly foreign: readonly UntaggedBuild[];
  readonly native: readonly UntaggedBuild[];
} {
  const [foreign, native]: [UntaggedBuild[], UntaggedBuild[]] = [[], []];
  for (const run of runs) {
    const { tags } = run.job;
    // An empty list is as good as none.
    if (tags.state === "unknown" || (tags.state === "known" && tags.value.length > 0)) continue;
    for (const event of run.events) {
      const uses = event.kind === "build" ? (event.platforms ?? []) : [];
      if (event.kind !== "build" || uses.length === 0 || !uses.every(({ platform }) => platform)) continue;
      const others = uses.filter(isForeign);
      const names = joinNames((others.length > 0 ? others : uses).map((use) => formatPlatform(use.platform!)));
      (others.length > 0 ? foreign : native).push({ run, event, names });
    }
  }
  return { foreign, native };
}

function isForeign({ platform }: PlatformUse): boolean {
  return platform !== undefined && !runsNatively(platform, "amd64");
}

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
