import { isImageSystem } from "../buildah/platform";
import { isBefore } from "../buildah/version";
import { nearest } from "../text/nearest";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

/** Where an architecture is not known either, platform-unknown-arch speaks. */
const rule: Rule = {
  id: "platform-unknown-os",
  summary: "A platform names an operating system for which there are no images.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow, versionOf }) {
    for (const event of run.events) {
      for (const { reading, value, location } of event.kind === "build" ? (event.platforms ?? []) : []) {
        if (reading?.kind !== "platform") continue;
        const { os } = reading.platform;
        const system = value.slice(0, value.flat.indexOf("/"));
        const hasVersion = system.flat.includes("(");
        if (isImageSystem(os) && !hasVersion) continue;
        const buildah = versionOf(run);
        const isDropped = isImageSystem(os) && !(buildah.source !== "newest" && isBefore(buildah.version, 1, 31));
        const effect = isDropped
          ? "Buildah drops the version in parentheses (since 1.31) or makes it a part of the name (before); --os-version sets it"
          : `Buildah takes ${hasVersion ? system.flat : os} as it is, then finds no base image for it or labels the image with a platform that nothing runs`;
        inFlow((_flow, { report }) =>
          report({
            // Of `$OS/arm64` the variable's value is what must change.
            at: value.editable ?? system.location ?? location,
            severity: isDropped ? "info" : "warning",
            message: `${run.job.name} builds for ${value.display}: ${effect}.`,
            fixes: () => {
              const meant = nearest(os, ["linux", "windows", "freebsd"]) ?? (os === "darwin" ? "linux" : undefined);
              return meant && !hasVersion ? rewrite(system, meant, "unsafe") : [];
            },
          }),
        );
      }
    }
  },
};

export default rule;
