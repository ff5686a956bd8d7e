import { formatPlatform, isSamePlatform } from "../buildah/platform";
import { formatReference } from "../buildah/reference";
import { joinNames } from "../images/describe";
import type { ImageFlow } from "../images/flow";
import { type PlatformPush, readPlatformPush, remoteKey } from "../images/publications";
import { isSameLocation } from "../text/span";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "tag-collision-arch",
  summary: "Jobs push images for different platforms under one reference.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipelineJob(job, flow, { report }) {
    for (const publication of flow.runsOf(job).flatMap(({ publications }) => publications)) {
      const key = remoteKey(publication.event.destination);
      const all = (key === undefined ? undefined : flow.publications.get(key)) ?? [];
      // Each reference is looked at once.
      if (all[0] !== publication) continue;
      const pushes = findCollision(all.flatMap(readPlatformPush), flow);
      const last = pushes.at(-1);
      if (!last) continue;
      const { location } = last.event.destination;
      const platforms = joinNames(pushes.map(({ platform }) => formatPlatform(platform)));
      const jobs = joinNames(pushes.map(({ run }) => run.instance.name));
      const others = pushes.slice(0, -1).filter(({ event }) => !isSameLocation(event.destination.location, location));
      report({
        at: location,
        message: `${jobs} push images for ${platforms} under one reference, ${formatReference(last.event.destination)}: only the one that is pushed last stays, and a manifest list made of it holds one platform.`,
        related: others.map(({ run, event, platform }) => ({
          location: event.destination.location,
          message: `${run.instance.name} pushes the image for ${formatPlatform(platform)} here.`,
        })),
      });
    }
  },
};

/** One push for each platform, all by different runs of one pipeline; empty when there is one platform only. */
function findCollision(pushes: readonly PlatformPush[], { canBeTogether }: ImageFlow): readonly PlatformPush[] {
  if (pushes.every(({ platform }) => isSamePlatform(platform, pushes[0]!.platform))) return [];
  for (const first of pushes) {
    const group = [first];
    for (const push of pushes) {
      const isOther = group.every(({ run, platform }) => run !== push.run && !isSamePlatform(platform, push.platform));
      if (isOther && group.every(({ run }) => canBeTogether(run, push.run) === "yes")) group.push(push);
    }
    if (group.length > 1) return group;
  }
  return [];
}

export default rule;
