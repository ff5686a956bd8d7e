import { findFlags } from "../buildah/call";
import { formatPlatform } from "../buildah/platform";
import { isBefore } from "../buildah/version";
import { joinNames } from "../images/describe";
import type { BuildEvent, JobRun } from "../images/flow";
import { usesLayers } from "../images/layers";
import { isSameForAll } from "../images/scratch";
import { describeVersion } from "../images/version";
import type { Location } from "../text/span";
import type { Rule } from "./rule";

/** A build that writes to a cache. */
interface Use {
  readonly run: JobRun;
  readonly event: BuildEvent;
  readonly location: Location;
  readonly platforms: readonly string[];
}

const rule: Rule = {
  id: "cache-shared-across-arch",
  summary:
    "Builds for different platforms write to the same cache, and a Buildah before 1.41 takes layers of one for the other.",
  severity: "info",
  confidence: "certain",
  fixes: [],
  pipeline(flow, { report, settings, versionOf, containerfileOf }) {
    const caches = new Map<string, Use[]>();
    for (const run of flow.runs) {
      for (const event of run.events) {
        for (const { value, valueLocation } of event.kind === "build" ? findFlags(event.call, "--cache-to") : []) {
          if (event.kind !== "build" || value?.key === undefined || !valueLocation) continue;
          const platforms = (event.platforms ?? []).flatMap(({ platform }) =>
            platform ? formatPlatform(platform) : [],
          );
          const uses = caches.get(value.key) ?? [];
          caches.set(value.key, uses);
          uses.push({ run, event, location: value.location ?? valueLocation, platforms });
        }
      }
    }
    for (const uses of caches.values()) {
      const platforms = new Set(uses.flatMap((use) => use.platforms));
      if (platforms.size < 2) continue;
      for (const { run, event, location } of uses) {
        const buildah = versionOf(run);
        const isOld = buildah.source !== "newest" && isBefore(buildah.version, 1, 41);
        const isAffected = isOld ? isSameForAll(event, containerfileOf(event)) : false;
        if (isAffected === false || usesLayers(event.call, run, flow, settings) !== true) continue;
        report({
          at: location,
          severity: isAffected ? "warning" : "info",
          message: `${run.job.name} writes to a cache of layers that is written for ${joinNames([...platforms])}: ${describeVersion(buildah)} does not compare platforms when it looks for a layer of ${isAffected ? "a FROM scratch image like this one" : "an image that begins FROM scratch"}, and takes that of another one, with exit code 0. A repository for each platform keeps them apart.`,
        });
      }
    }
  },
};

export default rule;
