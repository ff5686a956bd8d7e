import type { Containerfile } from "../containerfile/containerfile";
import { JobEnvironment } from "../images/environment";
import type { BuildEvent, ImageFlow, JobRun } from "../images/flow";
import type { RunPlan, RunPlanParams, RunStep } from "../protocol/messages";
import type { FileId } from "../text/span";
import {
  explainDropped,
  findDropped,
  flagValue,
  hideSecrets,
  makeLocal,
  readFlags,
  removeFlags,
  runsNatively,
} from "./arguments";
import { findStepContainerfile } from "./containerfile";
import { joinEnvironments, readEnvironment } from "./environment";
import { buildsOf, isForHost, platformsOf } from "./jobs";
import { describeLeftOut } from "./leftOut";
import { rangeIn } from "./place";
import { Resolver } from "./resolve";
import { findStandIns, pathOfUri } from "./standIns";

/** What a plan is made for. */
export type PlanParams = Pick<RunPlanParams, "hostPlatform" | "workingCopy" | "answers">;

/**
 * Plans to run the builds of a job on this machine: what runs, with which values, what has to be asked first, and what
 * differs from the run on GitLab. Nothing in the plan reaches a registry except to fetch images.
 * @param findContainerfile the parsed file, undefined when it is not in the workspace
 */
export function planRun(
  flow: ImageFlow,
  run: JobRun,
  params: PlanParams,
  findContainerfile: (file: FileId) => Containerfile | undefined,
): RunPlan {
  const { hostPlatform } = params;
  const resolver = new Resolver(findStandIns(run, params.workingCopy, hostPlatform), params.answers);
  const all = buildsOf(run);
  const chosen = chooseBuilds(all, hostPlatform);
  const notes: string[] = [];
  if (chosen.length < all.length) {
    const others = all
      .filter((build) => !chosen.includes(build))
      .flatMap((build) => platformsOf(build, hostPlatform) ?? []);
    notes.push(`Left out: the builds for ${[...new Set(others)].join(", ")}; this machine is ${hostPlatform}.`);
  }
  const planned = chosen.map((build) => planBuild(build, flow, run, params, resolver, findContainerfile));
  const platforms = [...new Set(planned.flatMap((step) => step.platforms))];
  const foreign = platforms.filter((platform) => !runsNatively(platform, hostPlatform));
  if (foreign.length > 0) {
    notes.push(
      `RUN instructions for ${foreign.join(", ")} need emulation on this machine, which is ${hostPlatform}: QEMU's user mode, registered in binfmt_misc.`,
    );
  }
  notes.push(...planned.flatMap((step) => step.notes));
  notes.push(
    ...describeLeftOut(
      run,
      flow,
      all.map((build) => build.call.command),
    ),
  );
  const joined = joinEnvironments(planned.map(({ step, environment }) => ({ arguments: step.arguments, environment })));
  for (const name of joined.ambiguous) {
    notes.push(`${name} differs from build to build; here all get the value of the last one.`);
  }
  return {
    job: run.instance.name,
    platforms,
    steps: planned.map(({ step }, index) => ({ ...step, arguments: joined.arguments[index]! })),
    environment: joined.environment,
    values: resolver.values,
    questions: resolver.questions,
    notes: [...new Set(notes)],
  };
}

/** Where some builds are for the host, those that certainly are not are left out. */
function chooseBuilds(builds: readonly BuildEvent[], hostPlatform: string): readonly BuildEvent[] {
  const certain = builds.map((build) => isForHost(build, hostPlatform));
  return certain.includes(true) ? builds.filter((_, index) => certain[index] !== false) : builds;
}

interface PlannedBuild {
  readonly step: RunStep;
  readonly environment: Record<string, string>;
  readonly platforms: readonly string[];
  readonly notes: readonly string[];
}

function planBuild(
  build: BuildEvent,
  flow: ImageFlow,
  run: JobRun,
  { hostPlatform, workingCopy }: PlanParams,
  resolver: Resolver,
  findContainerfile: (file: FileId) => Containerfile | undefined,
): PlannedBuild {
  const { command, tool } = build.call;
  const notes: string[] = [];
  const words = wordsOf(build);
  // What is dropped anyway must not lead to questions.
  const dropped = findDropped(["build", ...words.map((word) => word.value.flat)]);
  notes.push(...dropped.map(explainDropped));
  const kept = removeFlags([undefined, ...words], dropped).flatMap((word) => word ?? []);
  const resolved = ["build", ...kept.flatMap((word) => resolver.words(word))];
  const local = makeLocal(resolved, hostPlatform);
  notes.push(...local.notes);
  if (tool === "podman") notes.push("The job builds with Podman; here Buildah does, with the same flags.");
  if (command.isConditional) notes.push(`\`${describe(build)}\` runs only under a condition on GitLab; here it runs.`);
  if (readsInput(local.arguments))
    notes.push("The build reads its Containerfile from its standard input, which is empty here.");
  const list = readFlags(local.arguments).findLast((flag) => flag.name === "--manifest");
  const listName = list && flagValue(local.arguments, list);
  if (listName)
    notes.push(`The list ${listName} keeps the entries of earlier runs; \`buildah manifest rm\` removes it.`);
  const directory = directoryOf(build, resolver);
  const hidden = hideSecrets(local.arguments, resolver.secrets);
  const step: RunStep = {
    arguments: hidden.arguments,
    directory,
    uri: command.location.file,
    range: rangeIn(flow, command.location),
    containerfile: findStepContainerfile(
      local.arguments,
      directory,
      flow.pipeline.folder,
      pathOfUri(workingCopy.folder),
      findContainerfile,
    ),
  };
  const own = readEnvironment(new JobEnvironment(run, command), local.arguments, resolver);
  return { step, environment: { ...own, ...hidden.environment }, platforms: local.platforms, notes };
}

const names = new Set(["build", "bud", "build-using-dockerfile"]);

/** The words behind `build`; flags of Buildah itself, which stand before it, are taken there too. */
function wordsOf(build: BuildEvent): BuildEvent["call"]["command"]["words"] {
  const [, ...words] = build.call.command.words;
  const at = words.findIndex((word) => names.has(word.value.literal ?? ""));
  const before = words.slice(0, at).filter((word) => word.value.literal !== "image");
  return [...before, ...words.slice(at + 1)];
}

function directoryOf(build: BuildEvent, resolver: Resolver): string {
  const { directory } = build.call.command;
  if (directory !== undefined) return directory;
  const id = `working directory of ${describe(build)}`;
  return (
    resolver.question(
      id,
      `Folder in which \`${describe(build)}\` runs, relative to the project (. for the project itself)`,
    ) ?? ""
  );
}

function describe(build: BuildEvent): string {
  return build.call.command.words.map((word) => word.value.display).join(" ");
}

function readsInput(args: readonly string[]): boolean {
  return readFlags(args).some(
    (flag) => flag.name === "--file" && ["-", "/dev/stdin"].includes(flagValue(args, flag) ?? ""),
  );
}
