import type { KubernetesSection } from "./kubernetes";
import type { Placed } from "./placed";

/** The capabilities of a build container that a configuration takes away and gives, without `CAP_`. */
export interface Capabilities {
  /** The list that takes away; the one nearest to the container counts. */
  readonly drop: Placed<readonly string[]>;
  readonly dropped: ReadonlySet<string>;
  readonly added: ReadonlySet<string>;
}

/** Undefined when nothing is taken away, and where a privileged container or a patch of the pod may give all back. */
export function readCapabilities(section: KubernetesSection): Capabilities | undefined {
  const { buildContext } = section;
  const drop = buildContext?.capDrop ?? section.capDrop;
  if (!drop || hasAllRights(section)) return undefined;
  const names = (list: Placed<readonly string[]> | undefined) =>
    (list?.value ?? []).map((name) => name.toUpperCase().replace(/^CAP_/, ""));
  return {
    drop,
    dropped: new Set(names(drop)),
    added: new Set([...names(section.capAdd), ...names(buildContext?.capAdd)]),
  };
}

/** True when the build container is privileged, or when a patch of the pod may make it so. */
export function hasAllRights({ buildContext, privileged, podSpec }: KubernetesSection): boolean {
  return podSpec.length > 0 || (buildContext?.privileged ?? privileged)?.value === true;
}
