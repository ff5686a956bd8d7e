import type { Location } from "../text/span";
import type { RunnerEntry, TomlTable, TomlValue } from "./configuration";
import { arrayOf, findEntry, tableAt, tableOf } from "./value";

/** A value of a configuration with the place of its key and its own. */
export interface Placed<T> {
  readonly value: T;
  readonly key: Location;
  readonly location: Location;
}

/** What both kinds of containers may be given. Undefined: the key is not there, or holds something else than it must. */
export interface ContainerRights {
  readonly privileged: Placed<boolean> | undefined;
  readonly capAdd: Placed<readonly string[]> | undefined;
  readonly capDrop: Placed<readonly string[]> | undefined;
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
  /** `[runners.machine]` or `[runners.autoscaler]`: the jobs run on machines that come and go. */
  readonly fleet: TomlTable | undefined;
}

/** `[runners.kubernetes.build_container_security_context]`. */
export interface ContainerSecurityContext extends ContainerRights {
  readonly table: TomlTable;
  readonly runAsUser: Placed<number> | undefined;
  readonly runAsNonRoot: Placed<boolean> | undefined;
  readonly allowPrivilegeEscalation: Placed<boolean> | undefined;
  readonly procMount: Placed<string> | undefined;
  /** The `type` of `seccomp_profile` and `app_armor_profile`. */
  readonly seccompProfile: Placed<string> | undefined;
  readonly appArmorProfile: Placed<string> | undefined;
}

/** An item of `[[runners.kubernetes.pod_spec]]`: it changes the pod in any way. */
export interface PodPatch {
  readonly name: Placed<string> | undefined;
  readonly patch: Placed<string> | undefined;
}

/** `[runners.kubernetes]`. */
export interface KubernetesSection extends ContainerRights {
  readonly kind: "kubernetes";
  readonly table: TomlTable | undefined;
  readonly allowPrivilegeEscalation: Placed<boolean> | undefined;
  readonly buildContext: ContainerSecurityContext | undefined;
  /** `[runners.kubernetes.pod_security_context]`. */
  readonly podContext: TomlTable | undefined;
  /** Labels of the node: `kubernetes.io/arch`. */
  readonly nodeSelector: ReadonlyMap<string, Placed<string>>;
  readonly podAnnotations: ReadonlyMap<string, Placed<string>>;
  readonly podSpec: readonly PodPatch[];
  /** `[runners.kubernetes.volumes]`. */
  readonly volumes: TomlTable | undefined;
}

/** The shell executor: jobs run on the machine itself. */
export interface ShellSection {
  readonly kind: "shell";
  readonly shell: Placed<string> | undefined;
}

/** Another executor, or none that is known. */
export interface OtherSection {
  readonly kind: "other";
}

/** What of a runner's entry decides whether Buildah works in its jobs. */
export type ExecutorSection = DockerSection | KubernetesSection | ShellSection | OtherSection;

/** Executors that start the job in a Linux container of Docker's (gitlab-runner, `main.go`). */
const dockerExecutors: ReadonlySet<string> = new Set(["docker", "docker+machine", "docker-autoscaler"]);

/** Reads the section of a runner's executor. What other programs or newer runners put there is left out. */
export function readSection({ executor, table, docker }: RunnerEntry): ExecutorSection {
  if (executor !== undefined && dockerExecutors.has(executor)) {
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
      fleet: tableAt(table, "machine") ?? tableAt(table, "autoscaler"),
    };
  }
  if (executor === "kubernetes") return readKubernetes(tableAt(table, "kubernetes"));
  if (executor === "shell") return { kind: "shell", shell: text(table, "shell") };
  return { kind: "other" };
}

function readKubernetes(table: TomlTable | undefined): KubernetesSection {
  const specs = table && findEntry(table, "pod_spec")?.value;
  return {
    kind: "kubernetes",
    table,
    ...readRights(table),
    allowPrivilegeEscalation: truth(table, "allow_privilege_escalation"),
    buildContext: readContext(table && tableAt(table, "build_container_security_context")),
    podContext: table && tableAt(table, "pod_security_context"),
    nodeSelector: labels(table && tableAt(table, "node_selector")),
    podAnnotations: labels(table && tableAt(table, "pod_annotations")),
    podSpec: ((specs && arrayOf(specs)) ?? []).flatMap((item) => {
      const spec = tableOf(item);
      return spec ? [{ name: text(spec, "name"), patch: text(spec, "patch") }] : [];
    }),
    volumes: table && tableAt(table, "volumes"),
  };
}

function readContext(table: TomlTable | undefined): ContainerSecurityContext | undefined {
  if (!table) return undefined;
  const capabilities = tableAt(table, "capabilities");
  return {
    table,
    privileged: truth(table, "privileged"),
    capAdd: texts(capabilities, "add"),
    capDrop: texts(capabilities, "drop"),
    runAsUser: placed(table, "run_as_user", ({ value }) => (typeof value === "number" ? value : undefined)),
    runAsNonRoot: truth(table, "run_as_non_root"),
    allowPrivilegeEscalation: truth(table, "allow_privilege_escalation"),
    procMount: text(table, "proc_mount"),
    seccompProfile: text(tableAt(table, "seccomp_profile"), "type"),
    appArmorProfile: text(tableAt(table, "app_armor_profile"), "type"),
  };
}

function readRights(table: TomlTable | undefined): ContainerRights {
  return {
    privileged: truth(table, "privileged"),
    capAdd: texts(table, "cap_add"),
    capDrop: texts(table, "cap_drop"),
  };
}

function placed<T>(
  table: TomlTable | undefined,
  name: string,
  read: (value: TomlValue) => T | undefined,
): Placed<T> | undefined {
  const entry = table && findEntry(table, name);
  const value = entry && read(entry.value);
  return entry && value !== undefined ? { value, key: entry.key, location: entry.value.location } : undefined;
}

function truth(table: TomlTable | undefined, name: string): Placed<boolean> | undefined {
  return placed(table, name, ({ value }) => (typeof value === "boolean" ? value : undefined));
}

function text(table: TomlTable | undefined, name: string): Placed<string> | undefined {
  return placed(table, name, ({ value }) => (typeof value === "string" ? value : undefined));
}

function texts(table: TomlTable | undefined, name: string): Placed<readonly string[]> | undefined {
  return placed(table, name, (value) =>
    arrayOf(value)?.flatMap((item) => (typeof item.value === "string" ? item.value : [])),
  );
}

function labels(table: TomlTable | undefined): ReadonlyMap<string, Placed<string>> {
  const found = new Map<string, Placed<string>>();
  for (const name of table?.entries.keys() ?? []) {
    const label = text(table, name);
    if (label) found.set(name, label);
  }
  return found;
}
