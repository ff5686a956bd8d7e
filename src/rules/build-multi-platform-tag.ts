import { findFlag } from "../buildah/call";
import { formatPlatform, isSamePlatform, type Platform } from "../buildah/platform";
import { formatReference } from "../buildah/reference";
import type { BuildEvent } from "../images/flow";
import { turnIntoList } from "../images/turnIntoList";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "build-multi-platform-tag",
  summary: "A build for several platforms gives all its images one tag.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  job(run, { inFlow }) {
    for (const event of run.events) {
      if (event.kind !== "build" || event.names.length === 0 || event.list) continue;
      const { call } = event;
      // An unknown word may be --manifest; --output takes the result out of the storage.
      if (call.positionals.some((word) => !word.isOne) || findFlag(call, "--output")) continue;
      const all = findFlag(call, "--all-platforms");
      const platforms = distinctPlatforms(event);
      if (platforms.length < 2 && !(all && all.value === undefined)) continue;
      const [name] = event.names;
      const what =
        platforms.length < 2
          ? "for all platforms of its base images"
          : `for ${platforms.map(formatPlatform).join(" and ")}`;
      inFlow((flow, { report }) =>
        report({
          at: name!.location,
          message: `${run.job.name} builds ${what} with one tag: ${formatReference(name!)} stays with the image that is finished last, the others lose their name, and a push sends that one image only.`,
          related:
            platforms.length < 2
              ? []
              : event.platforms!.map((use) => ({ location: use.location, message: "One of the platforms." })),
          fixes: () => {
            const edits = turnIntoList(event, run, flow);
            return edits
              ? [{ title: "Build a manifest list and push it with all its images", edits, safety: "safe" }]
              : [];
          },
        }),
      );
    }
  },
};

function distinctPlatforms({ platforms }: BuildEvent): Platform[] {
  const distinct: Platform[] = [];
  for (const { platform } of platforms ?? []) {
    if (platform && !distinct.some((other) => isSamePlatform(other, platform))) distinct.push(platform);
  }
  return distinct;
}

export default rule;
