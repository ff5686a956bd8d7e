import { findFlag } from "../buildah/call";
import { formatPlatform } from "../buildah/platform";
import type { Version } from "../buildah/version";
import { hasEmulation, runsNatively } from "../images/emulation";
import type { BuildEvent, ImageFlow, JobRun, PlatformUse, Runner } from "../images/flow";
import { isOwn } from "../images/sharing";
import { runsTargetPrograms } from "../images/targetRuns";
import { type Fix, replace, type Severity } from "../text/finding";
import type { FlowContext, Rule } from "./rule";

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
        const { version, source } = versionOf(run);
        const effect = effectOf(event, run, source === "newest" ? undefined : version, containerfileOf);
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

/** The platforms of a build for which the runner has no processor; none where one of them is its own or not known. */
function foreignPlatforms({ platforms }: BuildEvent, architecture: string): readonly PlatformUse[] {
  // A list with the runner's own architecture in it is the build of all platforms in one place.
  const isForeign = platforms?.every((use) => use.platform && !runsNatively(use.platform, architecture));
  return isForeign ? (platforms ?? []) : [];
}

/** What follows from the difference; undefined when nothing does, for no program of the other architecture is run. */
function effectOf(
  event: BuildEvent,
  run: JobRun,
  version: Version | undefined,
  containerfileOf: FlowContext["containerfileOf"],
): { readonly severity: Severity; readonly text: string } | undefined {
  const file = containerfileOf(event);
  const target = findFlag(event.call, "--target");
  const stage = target?.value?.literal;
  const runs = file && (!target || stage !== undefined) ? runsTargetPrograms(file, stage, version) : undefined;
  if (runs === false) return undefined;
  const emulates = hasEmulation(run);
  if (emulates) return { severity: "info", text: "the emulation that the job sets up makes that work, but slowly" };
  const failure = "ends with “exec format error”";
  if (runs && emulates === false) {
    return {
      severity: "error",
      text: `the job sets up no emulation, so the first RUN of the Containerfile ${failure}`,
    };
  }
  return {
    severity: "warning",
    text: `that can work, but a RUN needs emulation there, which is slow, and without emulation it ${failure}`,
  };
}

/** The hosted runner of the other architecture, where every build of the job is for that. */
function changeTag({ job }: JobRun, { value }: NonNullable<Runner["tag"]>, { runs }: ImageFlow): readonly Fix[] {
  const [, size] = /^saas-linux-(small|medium|large)-(?:amd64|arm64)$/.exec(value.literal ?? "") ?? [];
  const wanted = new Set<string | undefined>();
  for (const { events } of runs.filter((run) => run.job === job)) {
    for (const event of events) {
      if (event.kind !== "build") continue;
      for (const use of event.platforms ?? [undefined]) wanted.add(use?.platform?.architecture);
    }
  }
  const [architecture] = wanted;
  const isHosted = wanted.size === 1 && (architecture === "amd64" || architecture === "arm64");
  if (!size || !isHosted || !value.editable) return [];
  const newText = `saas-linux-${size}-${architecture}`;
  return [{ title: `Run on ${newText}`, edits: [replace(value.editable, newText)], safety: "unsafe" }];
}

export default rule;
