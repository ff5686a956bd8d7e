import { findFlag } from "../buildah/call";
import { formatPlatform } from "../buildah/platform";
import type { Part, Stage } from "../containerfile/containerfile";
import { targetStage, usedStages } from "../containerfile/stages";
import { splitWords } from "../containerfile/words";
import type { Job } from "../gitlab/pipeline";
import { runsNatively } from "../images/emulation";
import type { BuildEvent, ImageFlow, JobRun } from "../images/flow";
import { artifactPaths } from "../images/handover";
import { makeNeededLookup } from "../images/needed";
import { perFlow } from "../images/perFlow";
import { targetsOf } from "../images/targets";
import { pathOf } from "../images/writtenFiles";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "df-copy-cross-arch-artifact",
  summary: "An image gets an artifact from a job on a runner of another architecture.",
  severity: "info",
  confidence: "likely",
  fixes: [],
  job(run, { inFlow }) {
    if (run.job.needs.state !== "known") return;
    for (const build of run.events) {
      if (build.kind !== "build") continue;
      const [target, ...others] = targetsOf(build, run) ?? [];
      if (!target || others.length > 0) continue;
      inFlow((flow, { report, containerfileOf }) => {
        const file = containerfileOf(build);
        const flag = findFlag(build.call, "--target");
        const stage = file && (!flag || flag.value?.literal !== undefined) && targetStage(file, flag?.value?.literal);
        if (!file || !stage) return;
        const givers = giversOf(run, flow);
        if (givers.length === 0) return;
        for (const source of usedStages(file.stages, stage).flatMap(sourcesIn)) {
          const giver = givers.find(({ paths }) =>
            paths.some((path) => overlaps(path, contextPath(build, source.text))),
          );
          if (!giver || runsNatively(target, giver.architecture)) continue;
          report({
            at: source.location,
            message: `${run.job.name} copies ${source.text} into the image for ${formatPlatform(target)}, and ${giver.job} makes it on a runner whose architecture is ${giver.architecture}: programs in it do not start in the image unless they are compiled for that platform.`,
          });
        }
      });
    }
  },
};

/** A job whose artifacts another one gets. */
interface Giver {
  readonly job: string;
  readonly architecture: string;
  readonly paths: readonly string[];
}

const runsByJob = perFlow(({ runs }) => {
  const byJob = new Map<Job, JobRun[]>();
  for (const run of runs) {
    const others = byJob.get(run.job);
    if (others) others.push(run);
    else byJob.set(run.job, [run]);
  }
  return byJob;
});
const lookups = perFlow(({ pipeline }) => makeNeededLookup(pipeline));

/** The needed jobs with artifacts whose runners are all known to be of one architecture. */
function giversOf({ job }: JobRun, flow: ImageFlow): readonly Giver[] {
  if (job.needs.state !== "known") return [];
  return job.needs.value.flatMap((need): Giver[] => {
    const needed = need.takesArtifacts ? lookups(flow)(need, job) : undefined;
    const paths = needed ? artifactPaths(needed.job) : [];
    const runs = needed ? (runsByJob(flow).get(needed.job) ?? []) : [];
    const [architecture, ...others] = new Set(runs.map(({ runner }) => runner.architecture));
    if (!needed || paths.length === 0 || architecture === undefined || others.length > 0) return [];
    return [{ job: needed.job.name, architecture, paths }];
  });
}

/** What COPY and ADD take from the context. */
function sourcesIn({ instructions }: Stage): readonly Part[] {
  return instructions.flatMap(({ keyword, text, place }) => {
    if (!/^(COPY|ADD)$/.test(keyword) || /--from=|<<|^\s*\[/.test(text)) return [];
    const words = splitWords(text).filter((word) => !word.text.startsWith("--"));
    return words.slice(0, -1).map((word) => ({ text: word.text, location: place(word.from, word.to) }));
  });
}

/** The path of a source in the project; undefined for the whole context and for what is not known. */
function contextPath({ call }: BuildEvent, source: string): string | undefined {
  const { directory = "" } = call.command;
  const context = call.positionals[0] ? pathOf(call.positionals[0].value, directory) : directory;
  if (context === undefined || /[$*?[]|^\.?\/?$|:\/\//.test(source)) return undefined;
  return `${context}/${source}`
    .replace(/\/+$/, "")
    .replace(/^(\.?\/)+/, "")
    .replaceAll("/./", "/");
}

function overlaps(pattern: string, path: string | undefined): boolean {
  const fixed = pattern.replace(/[*?[].*$/, "").replace(/\/+$/, "");
  if (path === undefined || fixed === "") return false;
  return path === fixed || path.startsWith(`${fixed}/`) || fixed.startsWith(`${path}/`);
}

export default rule;
