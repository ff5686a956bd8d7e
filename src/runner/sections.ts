import type { RunnerEntry, TomlTable } from "./configuration";
import { type KubernetesSection, readKubernetes } from "./kubernetes";
import { number, type Placed, text, texts } from "./placed";
import { type ContainerRights, readRights } from "./rights";
import { hasDockerExecutor } from "./securityOptions";
import { tableAt } from "./value";

/** The machines of `[runners.machine]` or `[runners.autoscaler]`, which come and go. */
export interface Fleet {
  readonly table: TomlTable;
  /** How many jobs a machine runs before it is removed: `MaxBuilds`, `max_use_count`. Without it, or with 0, any number. */
  readonly maxUses: Placed<number> | undefined;
}

/** `[runners.docker]`, also of the executors docker+machine and docker-autoscaler. */
export interface DockerSection extends ContainerRights {
  readonly kind: "docker";
  readonly table: TomlTable | undefined;
  readonly securityOpt: Placed<readonly string[]> | undefined;
  readonly devices: Placed<readonly string[]> | undefined;
  readonly volumes: Placed<readonly string[]> | undefined;
  readonly usernsMode: Placed<string> | undefined;
  readonly user: Placed<string> | undefined;
  readonly runtime: Placed<string> | undefined;
  readonly host: Placed<string> | undefined;
  /** With `privileged`, only these images are; undefined: all (gitlab-runner!4089). */
  readonly allowedPrivilegedImages: Placed<readonly string[]> | undefined;
  /** Of docker+machine and docker-autoscaler. */
  readonly fleet: Fleet | undefined;
}

/** The shell executor: jobs run on the machine itself. */
export interface ShellSection {
  readonly kind: "shell";
  readonly shell: Placed<string> | undefined;
}

/** The instance executor: as the shell executor, on a machine of a fleet. */
export interface InstanceSection {
  readonly kind: "instance";
  readonly shell: Placed<string> | undefined;
  readonly fleet: Fleet | undefined;
}

/** Another executor, or none that is known. */
export interface OtherSection {
  readonly kind: "other";
}

/** What of a runner's entry decides whether Buildah works in its jobs. */
export type ExecutorSection = DockerSection | KubernetesSection | ShellSection | InstanceSection | OtherSection;

/** The table of the machines, by the executors that have some. */
const fleets: Readonly<Record<string, string>> = {
  "docker+machine": "machine",
  "docker-autoscaler": "autoscaler",
  instance: "autoscaler",
};

/** Reads the section of a runner's executor. What other programs or newer runners put there is left out. */
export function readSection(entry: RunnerEntry): ExecutorSection {
  const { executor, table, docker } = entry;
  if (hasDockerExecutor(entry)) {
    return {
      kind: "docker",
      table: docker,
      ...readRights(docker),
      securityOpt: texts(docker, "security_opt"),
      devices: texts(docker, "devices"),
      volumes: texts(docker, "volumes"),
      usernsMode: text(docker, "userns_mode"),
      user: text(docker, "user"),
      runtime: text(docker, "runtime"),
      host: text(docker, "host"),
      allowedPrivilegedImages: texts(docker, "allowed_privileged_images"),
      fleet: readFleet(entry),
    };
  }
  if (executor === "kubernetes") return readKubernetes(tableAt(table, "kubernetes"));
  if (executor === "shell") return { kind: "shell", shell: text(table, "shell") };
  if (executor === "instance") return { kind: "instance", shell: text(table, "shell"), fleet: readFleet(entry) };
  return { kind: "other" };
}

function readFleet({ executor = "", table: entry }: RunnerEntry): Fleet | undefined {
  const name = fleets[executor];
  const table = name === undefined ? undefined : tableAt(entry, name);
  return table && { table, maxUses: number(table, "max_use_count") ?? number(table, "maxbuilds") };
}
