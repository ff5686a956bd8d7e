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
      for (const [key, use] of usesIn(run)) {
        const uses = caches.get(key);
        if (uses) uses.push(use);
        else caches.set(key, [use]);
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

/** Jobs are looked at once, for this rule goes through all of them each time. */
const known = new WeakMap<JobRun, readonly (readonly [key: string, use: Use])[]>();

function usesIn(run: JobRun): readonly (readonly [key: string, use: Use])[] {
  const found = known.get(run) ?? run.events.flatMap((event) => (event.kind === "build" ? readUses(event, run) : []));
  known.set(run, found);
  return found;
}

function readUses(event: BuildEvent, run: JobRun): readonly (readonly [key: string, use: Use])[] {
  const platforms = (event.platforms ?? []).flatMap(({ platform }) => (platform ? formatPlatform(platform) : []));
  return findFlags(event.call, "--cache-to").flatMap(({ value, valueLocation }) => {
    const location = value?.location ?? valueLocation;
    return value?.key === undefined || !location ? [] : [[value.key, { run, event, location, platforms }] as const];
  });
}

export default rule;
