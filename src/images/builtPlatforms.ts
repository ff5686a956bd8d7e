import { formatPlatform } from "../buildah/platform";
import type { ImageFlow } from "./flow";

/** The platforms for which jobs of pipelines are known to build, in normal form, in the order of the files. */
export function findBuiltPlatforms(flows: readonly ImageFlow[]): readonly string[] {
  const uses = flows.flatMap(({ runs }) =>
    runs.flatMap(({ events }) => events.flatMap((event) => (event.kind === "build" ? (event.platforms ?? []) : []))),
  );
  return [...new Set(uses.flatMap(({ platform }) => (platform ? [formatPlatform(platform)] : [])))];
}
