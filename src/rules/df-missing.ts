import { findFlag } from "../buildah/call";
import { containerfileCandidates } from "../images/containerfile";
import type { BuildEvent, JobRun } from "../images/flow";
import { givesFiles } from "../images/handover";
import { perFlow } from "../images/perFlow";
import { pathOf } from "../images/writtenFiles";
import type { Command } from "../shell/command";
import { nearest } from "../text/nearest";
import type { FileId } from "../text/span";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "df-missing",
  summary: "The Containerfile of a build is not there.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  // Whether there are Containerfiles at all is asked once, not for each build.
  pipeline(flow, { report, containerfileOf }) {
    const { pipeline } = flow;
    const builds = flow.runs.flatMap((run) => buildsOf(run).map((event) => ({ run, event })));
    // Where no Containerfile at all is found, the project's files may not be at hand.
    const others = builds.flatMap(({ event }) => containerfileOf(event)?.file ?? []);
    if (others.length === 0 || others.length === builds.length || handsOverFiles(flow)) return;
    const pathOfFile = (id: FileId) => decodeURIComponent(id.slice(pipeline.folder.length).replace(/^\//, ""));
    for (const { run, event } of builds) {
      if (containerfileOf(event) || mayGetFiles(run, event)) continue;
      const candidates = containerfileCandidates(event, pipeline.folder);
      if (candidates.length === 0) continue;
      const { call } = event;
      const file = findFlag(call, "--file");
      const paths = [...new Set(candidates.map(pathOfFile))];
      report({
        at: file?.valueLocation ?? call.positionals[0]?.location ?? call.location,
        message: `${run.job.name} builds from ${paths.join(" or ")}, and no such file is in the project: Buildah ends with exit code 125 and “no such file or directory”.`,
        fixes: () => {
          const meant = nearest(paths[0]!, [...new Set(others.map(pathOfFile))]);
          const written = file?.value;
          return written && meant !== undefined && written.literal === paths[0]
            ? rewrite(written, meant, "unsafe")
            : [];
        },
      });
    }
  },
};

/** Jobs are looked at once, for this rule goes through all of them each time. */
const known = new WeakMap<JobRun, readonly BuildEvent[]>();

function buildsOf(run: JobRun): readonly BuildEvent[] {
  const builds = known.get(run) ?? run.events.filter((event) => event.kind === "build");
  known.set(run, builds);
  return builds;
}

const handsOverFiles = perFlow(({ pipeline }) =>
  [...pipeline.jobs.values()].some((job) => givesFiles(job) || job.artifacts.state === "unknown"),
);

/** Commands that make no file by themselves. */
const harmless = new Set(
  "[ [[ : apk apt apt-get buildah cd chmod dnf echo env export false id login ls microdnf mkdir podman printf pwd read readonly rm set skopeo sleep test true uname unset whoami yum".split(
    " ",
  ),
);

/** True when files may be there that the project does not hold, or where the build looks cannot be known. */
function mayGetFiles(run: JobRun, { call }: BuildEvent): boolean {
  const { job } = run;
  const context = call.positionals[0];
  if (!run.isComplete || (context && pathOf(context.value, call.command.directory) === undefined)) return true;
  if (job.preGetSourcesScript.state !== "absent" || job.variableNames.some((name) => name.startsWith("GIT_")))
    return true;
  return run.commands.slice(0, run.commands.indexOf(call.command)).some(mayMakeFile);
}

function mayMakeFile({ words, output }: Command): boolean {
  return (
    (output !== undefined && output.target.value.literal !== "/dev/null") ||
    !harmless.has(words[0]!.value.literal ?? "")
  );
}

export default rule;
