import { architectureOfWord } from "../buildah/platform";
import { readVersion, type Version } from "../buildah/version";
import type { Settings } from "../config/settings";
import type { RunnerConfiguration, RunnerEntry } from "../runner/configuration";
import { type ExecutorSection, readSection } from "../runner/sections";

/** What is known of the runners that have a tag. Undefined: not known. */
export interface RunnerFacts {
  readonly architecture?: string | undefined;
  /** True when the container of a job has all rights. */
  readonly isPrivileged?: boolean | undefined;
  readonly isHosted?: boolean | undefined;
  /** True when images and logins may outlive a job. */
  readonly keepsState?: boolean | undefined;
  /** The runner's entry in a configuration. */
  readonly entry?: RunnerEntry;
}

/** What people have said of runners. */
export interface RunnerKnowledge {
  /** By tag. */
  readonly tags: ReadonlyMap<string, RunnerFacts>;
  /** Whether runners of one's own keep images and logins. */
  readonly keepsState: boolean | undefined;
  /** Variables whose values in the files may not count, for the project sets them too. */
  readonly overridden: ReadonlySet<string>;
  /** The Buildah of images whose names do not tell. */
  readonly buildah: Version | undefined;
}

export const noKnowledge: RunnerKnowledge = {
  tags: new Map(),
  keepsState: undefined,
  overridden: new Set(),
  buildah: undefined,
};

/** What the settings and the configurations that they name tell of runners. */
export function readRunnerKnowledge(
  settings: Settings,
  configurations: readonly RunnerConfiguration[],
): RunnerKnowledge {
  const entries = configurations.flatMap((configuration) => configuration.entries);
  const tags = Object.entries(settings.runnerTags ?? {}).map(([tag, said]): [string, RunnerFacts] => {
    const named = said.runner === undefined ? [] : entries.filter(({ name }) => name === said.runner);
    // Two runners of one name tell nothing for certain.
    const entry = named.length === 1 ? named[0] : undefined;
    const read = entry ? factsOf(entry) : {};
    return [
      tag,
      {
        ...read,
        ...(said.architecture === undefined ? {} : { architecture: architectureOfWord(said.architecture) }),
        ...(said.privileged === undefined ? {} : { isPrivileged: said.privileged }),
        ...(said.hosted === undefined ? {} : { isHosted: said.hosted }),
      },
    ];
  });
  return {
    tags: new Map(tags),
    keepsState: settings.persistentStorage,
    overridden: new Set(settings.knownVariables ?? []),
    buildah: readVersion(settings.buildahVersion ?? ""),
  };
}

function factsOf(entry: RunnerEntry): RunnerFacts {
  const section = readSection(entry);
  const told = {
    architecture: architectureIn(section),
    isPrivileged: isPrivileged(section),
    keepsState: keepsState(section),
  };
  // What an entry does not tell must not stand in the way of what another tag does.
  return { entry, ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) };
}

/** The architecture of the nodes that Kubernetes may choose, where jobs cannot choose another. */
function architectureIn(section: ExecutorSection): string | undefined {
  if (section.kind !== "kubernetes" || section.nodeSelectorOverwrite?.value || section.podSpec.length > 0)
    return undefined;
  const label = section.nodeSelector.get("kubernetes.io/arch");
  return label && architectureOfWord(label.value);
}

function isPrivileged(section: ExecutorSection): boolean | undefined {
  if (section.kind === "docker") {
    // The image of a job decides then.
    return section.privileged?.value && section.allowedPrivilegedImages
      ? undefined
      : (section.privileged?.value ?? false);
  }
  if (section.kind !== "kubernetes") return undefined;
  const own = section.buildContext?.privileged?.value ?? section.privileged?.value;
  // A patch of the pod may set anything.
  return own ?? (section.podSpec.length > 0 ? undefined : false);
}

/** Where Buildah keeps images, of root and of the user of its own image. */
const storagePath = /\/(?:var\/lib|\.local\/share)\/containers/;

function keepsState(section: ExecutorSection): boolean | undefined {
  if ("fleet" in section && section.fleet?.maxUses?.value === 1) return false;
  if (section.kind === "shell" || section.kind === "instance") return true;
  if (section.kind === "docker") return section.volumes?.value.some((volume) => storagePath.test(volume)) ?? false;
  return section.kind === "kubernetes" && !section.volumes && section.podSpec.length === 0 ? false : undefined;
}
