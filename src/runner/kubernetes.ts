import type { TomlTable } from "./configuration";
import { labels, number, type Placed, text, texts, truth } from "./placed";
import { type ContainerRights, readRights } from "./rights";
import { arrayOf, findEntry, tableAt, tableOf } from "./value";

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
  /** When jobs may choose the node themselves, with variables: which values they may set, a pattern. */
  readonly nodeSelectorOverwrite: Placed<string> | undefined;
  readonly podAnnotations: ReadonlyMap<string, Placed<string>>;
  /** The namespace's account, for which the cluster (OpenShift's SCC) decides on rights. */
  readonly serviceAccount: Placed<string> | undefined;
  readonly serviceAccountOverwrite: Placed<string> | undefined;
  readonly runtimeClass: Placed<string> | undefined;
  readonly podSpec: readonly PodPatch[];
  /** `[runners.kubernetes.volumes]`. */
  readonly volumes: TomlTable | undefined;
}

/** Reads `[runners.kubernetes]`. */
export function readKubernetes(table: TomlTable | undefined): KubernetesSection {
  const specs = table && findEntry(table, "pod_spec")?.value;
  return {
    kind: "kubernetes",
    table,
    ...readRights(table),
    allowPrivilegeEscalation: truth(table, "allow_privilege_escalation"),
    buildContext: readContext(table && tableAt(table, "build_container_security_context")),
    podContext: table && tableAt(table, "pod_security_context"),
    nodeSelector: labels(table && tableAt(table, "node_selector")),
    nodeSelectorOverwrite: text(table, "node_selector_overwrite_allowed"),
    podAnnotations: labels(table && tableAt(table, "pod_annotations")),
    serviceAccount: text(table, "service_account"),
    serviceAccountOverwrite: text(table, "service_account_overwrite_allowed"),
    runtimeClass: text(table, "runtime_class_name"),
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
    runAsUser: number(table, "run_as_user"),
    runAsNonRoot: truth(table, "run_as_non_root"),
    allowPrivilegeEscalation: truth(table, "allow_privilege_escalation"),
    procMount: text(table, "proc_mount"),
    seccompProfile: text(tableAt(table, "seccomp_profile"), "type"),
    appArmorProfile: text(tableAt(table, "app_armor_profile"), "type"),
  };
}
