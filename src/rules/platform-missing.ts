import { findFlag, findFlags } from "../buildah/call";
import { formatReference } from "../buildah/reference";
import { architectureMeant } from "../images/architectureNames";
import { insertFlags } from "../images/callText";
import { joinNames } from "../images/describe";
import type { BuildEvent, ImageEvent, ImageFlow, JobRun } from "../images/flow";
import { findListParts, type ListPart } from "../images/listParts";
import { isOwn } from "../images/sharing";
import type { Severity } from "../text/finding";
import { fixWith } from "./rewrite";
import type { FlowContext, Rule } from "./rule";

const rule: Rule = {
  id: "platform-missing",
  summary: "An image for a manifest list is built without a platform.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  pipelineJob(job, flow, context) {
    for (const run of flow.runsOf(job)) {
      if (run.added.size === 0) continue;
      for (const parts of findListParts(flow, run)) {
        // A list of one image may be for one architecture on purpose.
        if (parts.length < 2) continue;
        for (const part of parts) reportPart(part, parts, run, flow, context);
      }
    }
  },
};

function reportPart(
  part: ListPart,
  parts: readonly ListPart[],
  lister: JobRun,
  flow: ImageFlow,
  context: FlowContext,
): void {
  const { run, build } = part;
  const [name] = build.names;
  if (!name || build.platforms?.length !== 0 || run.runner.isUnknown || choosesByArgument(build)) return;
  const before = leavesOtherBase(build, run);
  const { version, source } = context.versionOf(run);
  // Measured with 1.39.3; 1.28.2 fetches the base image anew.
  const isReused = before !== undefined && source !== "newest" && version.major === 1 && version.minor === 39;
  const severity: Severity = isReused ? "error" : isFixedByRunner(run) ? "info" : "warning";
  const effect = isReused
    ? "Buildah 1.39 takes the base image of the other platform that is in the storage by then, and labels the image with that platform"
    : "it is for the architecture of whatever runner takes the job";
  const others = parts.filter((other) => other !== part && other.build.platforms?.length !== 0);
  context.report({
    at: name.location,
    severity,
    message: `${run.job.name} builds ${formatReference(name)} without --platform, and ${lister.job.name} adds it to a manifest list beside ${joinNames(parts.flatMap((other) => (other === part ? [] : nameOf(other))))}: ${effect}.`,
    related: [
      ...(isReused
        ? [{ location: before.call.location, message: "This leaves a base image for another platform." }]
        : []),
      ...others.map((other) => ({ location: other.build.call.location, message: "This build says its platform." })),
    ],
    fixes: () => {
      const architecture = architectureMeant(build, run);
      // In a template or a matrix one platform would be wrong for the others.
      const isAlone = run.job.instances.length === 1 && isOwn(run.job, build.call.location);
      if (architecture === undefined || !isAlone) return [];
      const flag = `--platform linux/${architecture}`;
      return fixWith(`Add ${flag}`, "unsafe", insertFlags(build.call, flag, flow));
    },
  });
}

function nameOf({ build: { names }, run }: ListPart): string {
  return names[0] ? formatReference(names[0]) : run.instance.name;
}

/** Since 1.38 this argument chooses the platform. */
function choosesByArgument({ call }: BuildEvent): boolean {
  return findFlags(call, "--build-arg").some(({ value }) => !value?.isKnown || /^TARGETPLATFORM=/.test(value.flat));
}

/** The last build or pull before, where that certainly leaves base images of another architecture than the runner's. */
function leavesOtherBase({ call }: BuildEvent, { events, runner, job }: JobRun): ImageEvent | undefined {
  if (findFlag(call, "--pull-always") || findFlag(call, "--pull")?.value) return undefined;
  const last = events
    .slice(
      0,
      events.findIndex((event) => event.call === call),
    )
    .findLast(({ kind }) => kind === "build" || kind === "pull");
  const platforms = last?.kind === "build" ? (last.platforms ?? []).map(({ platform }) => platform) : [];
  const [architecture, ...others] =
    last?.kind === "pull" ? [last.choice?.architecture] : platforms.map((platform) => platform?.architecture);
  // Without tags the runner of GitLab.com is amd64.
  const own = runner.architecture ?? (job.tags.state === "absent" ? "amd64" : architecture);
  return architecture !== undefined && others.length === 0 && architecture !== own ? last : undefined;
}

/** True when tags of one's own, or the platform of the job's image, may well decide the architecture. */
function isFixedByRunner({ job, runner }: JobRun): boolean {
  const { imageOptions } = job;
  const hasPlatform = imageOptions.state === "known" && imageOptions.value.platform.state !== "absent";
  return runner.architecture !== undefined || job.tags.state !== "absent" || hasPlatform;
}

export default rule;
