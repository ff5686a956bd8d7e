import { type BuildahCall, findFlag, findFlags, valuesOf } from "../buildah/call";
import { formatPlatform, type Platform } from "../buildah/platform";
import type { Containerfile, Stage } from "../containerfile/containerfile";
import { hasOpenBase, lineageOf, targetStage, usedStages } from "../containerfile/stages";
import { expandInFrom, type GivenArgument } from "../containerfile/variables";
import type { Pipeline } from "../gitlab/pipeline";
import type { BuildEvent } from "./event";
import type { JobRun } from "./flow";
import { formatOf, type ImageFormat } from "./format";
import { targetsOf } from "./targets";
import type { BuildahVersion } from "./version";

/** A build that uses a Containerfile, the run that makes it, and the pipeline of that. */
export interface Use {
  readonly build: BuildEvent;
  readonly run: JobRun;
  readonly pipeline: Pipeline;
}

/** What one or several builds make of a Containerfile; they differ in nothing that decides what comes out. */
export interface ContainerfileUse {
  /** The names of the jobs, in the order of the pipeline, each once. */
  readonly jobs: readonly string[];
  /** One of the builds, and the run that makes it. */
  readonly build: BuildEvent;
  readonly run: JobRun;
  readonly version: BuildahVersion;
  /** Of the image; undefined when it cannot be known. */
  readonly format: ImageFormat | undefined;
  /** The platforms of the images; undefined when one of them is not known. */
  readonly targets: readonly Platform[] | undefined;
  /** The stages that are built, in the order of the file; empty when that is not known. */
  readonly stages: readonly Stage[];
  /** Those that the image itself consists of: the target stage and what it begins with. */
  readonly lineage: readonly Stage[];
}

/** The uses that a list of builds makes of a Containerfile. */
export function readUses(file: Containerfile, builds: Iterable<Use>): readonly ContainerfileUse[] {
  const groups = new Map<
    string,
    Pick<ContainerfileUse, "build" | "run" | "version" | "format"> & { jobs: Set<string> }
  >();
  for (const { build, run, pipeline } of builds) {
    const version = run.buildah;
    const format = formatOf(build, run, pipeline);
    const { major, minor } = version.version;
    const key = `${version.source} ${major}.${minor} ${format} ${keyOf(build, run)}`;
    const group = groups.get(key) ?? { build, run, version, format, jobs: new Set() };
    groups.set(key, group);
    group.jobs.add(run.job.name);
  }
  return [...groups.values()].map(({ jobs, ...group }) => ({ ...group, jobs: [...jobs], ...readStages(file, group) }));
}

/** Builds stay the same while others change. */
const keys = new WeakMap<BuildEvent, string>();

function keyOf(build: BuildEvent, run: JobRun): string {
  const known = keys.get(build);
  if (known !== undefined) return known;
  const flags = ["--target", "--build-arg", "--build-arg-file", "--output"].map((name) =>
    findFlags(build.call, name).map(({ value }) => value?.display),
  );
  const platforms = build.platforms?.map(({ value }) => value.display);
  const targets = targetsOf(build, run)?.map((platform) => platform && formatPlatform(platform));
  const key = JSON.stringify([flags, platforms, targets, run.runner.architecture]);
  keys.set(build, key);
  return key;
}

function readStages(
  file: Containerfile,
  { build, run }: { readonly build: BuildEvent; readonly run: JobRun },
): Pick<ContainerfileUse, "targets" | "stages" | "lineage"> {
  const target = findFlag(build.call, "--target");
  const name = target?.value?.literal;
  const isKnown = !build.call.hasUnknownWords && (!target || name !== undefined);
  const given = argumentsOf(build.call);
  const expand = (text: string) => expandInFrom(file, text, given);
  const last = isKnown ? targetStage(file, name) : undefined;
  const used = new Set(last ? usedStages(file.stages, last, expand) : []);
  const stage = [...used].some((one) => hasOpenBase(file.stages, one, expand)) ? undefined : last;
  const targets = targetsOf(build, run);
  return {
    targets: targets?.every((platform) => platform !== undefined) ? targets : undefined,
    stages: stage ? file.stages.filter((one) => used.has(one)) : [],
    lineage: stage ? lineageOf(file.stages, stage, expand) : [],
  };
}

/** The arguments of a build: what `--build-arg` gives. */
export function argumentsOf(call: BuildahCall): GivenArgument {
  const given = valuesOf(call, "--build-arg");
  const isOpen = call.hasUnknownWords || findFlag(call, "--build-arg-file") !== undefined;
  return (name) => {
    const value = given.findLast(({ flat }) => flat === name || flat.startsWith(`${name}=`));
    if (!value) return isOpen || given.some(({ flat }) => !/^\w+(=|$)/.test(flat)) ? "unknown" : undefined;
    const text = value.flat === name ? undefined : value.slice(name.length + 1).literal;
    return text === undefined ? "unknown" : { text };
  };
}

/** The uses that build a stage for another architecture than one, with the platforms that are of another one. */
export function usesForOthers(
  uses: readonly ContainerfileUse[],
  stage: Stage,
  architecture: string,
): readonly { readonly use: ContainerfileUse; readonly targets: readonly Platform[] }[] {
  return uses.flatMap((use) => {
    if (!use.stages.includes(stage)) return [];
    const targets = (use.targets ?? []).filter((target) => target.architecture !== architecture);
    return targets.length > 0 ? [{ use, targets }] : [];
  });
}
