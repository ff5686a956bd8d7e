import { findFlag, findFlags } from "../buildah/call";
import { formatPlatform, type Platform } from "../buildah/platform";
import { isBefore } from "../buildah/version";
import { insertFlags } from "../images/callText";
import { joinNames } from "../images/describe";
import type { BuildEvent } from "../images/flow";
import { usesLayers } from "../images/layers";
import { isSameForAll } from "../images/scratch";
import { describeVersion } from "../images/version";
import { fixWith } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "layers-cross-arch",
  summary:
    "One job builds several platforms of a FROM scratch image with layers, and a Buildah before 1.41 takes one for the other.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow, versionOf }) {
    const builds = run.events.filter((event) => event.kind === "build" && !findFlag(event.call, "--no-cache"));
    const targets = builds.flatMap((event) =>
      ((event as BuildEvent).platforms ?? []).flatMap(({ platform }) => platform ?? []),
    );
    if (new Set(targets.map(formatPlatform)).size < 2) return;
    const buildah = versionOf(run);
    if (buildah.source === "newest" || !isBefore(buildah.version, 1, 41)) return;
    inFlow((flow, { report, settings, containerfileOf }) => {
      const seen = new Map<unknown, Platform[]>();
      for (const event of builds as readonly BuildEvent[]) {
        const file = containerfileOf(event);
        const isAffected = isSameForAll(event, file);
        if (!file || !isAffected || usesLayers(event.call, run, flow, settings) !== true) continue;
        const platforms = seen.get(file) ?? [];
        seen.set(file, platforms);
        const before = platforms.length;
        for (const { platform } of event.platforms ?? []) {
          if (platform && !platforms.some((other) => formatPlatform(other) === formatPlatform(platform)))
            platforms.push(platform);
        }
        if (platforms.length < 2 || platforms.length === before) continue;
        const flag = findFlags(event.call, "--platform").at(-1)!;
        const names = joinNames(platforms.map(formatPlatform));
        const result =
          event.list && before === 0
            ? "the list ends with one entry"
            : "each name stands for the image of the first one";
        report({
          at: flag.location,
          message: `${run.job.name} builds a FROM scratch image for ${names} with layers: ${describeVersion(buildah)} does not compare platforms when it looks for a layer, so ${result}, and the job ends with exit code 0.`,
          fixes: () => fixWith("Add --no-cache", "unsafe", insertFlags(event.call, "--no-cache", flow)),
        });
      }
    });
  },
};

export default rule;
