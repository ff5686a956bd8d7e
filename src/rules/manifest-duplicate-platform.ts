import { formatPlatform, isSamePlatform, type Platform } from "../buildah/platform";
import { formatReference, type Reference } from "../buildah/reference";
import { isNameOf, readReferenceArchitecture } from "../images/architectureNames";
import { mustSucceed } from "../images/certainty";
import type { ListItem } from "../images/content";
import type { ImageFlow, JobRun } from "../images/flow";
import { findPublications } from "../images/publications";
import { type Tracer, tracerOf } from "../images/trace";
import type { Rule } from "./rule";

/** An entry of a list whose platform is certain. */
interface Entry {
  readonly item: ListItem;
  readonly reference: Reference;
  readonly platform: Platform;
  /** Equal for what is certainly the same image. */
  readonly identity: unknown;
}

const rule: Rule = {
  id: "manifest-duplicate-platform",
  summary: "Two images for one platform are added to a manifest list.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  job(run, { inFlow }) {
    for (const { event, content } of run.publications) {
      if (event.kind !== "listPush" || content.kind !== "list" || content.items.length < 2) continue;
      inFlow((flow, { report }) => {
        if (flow.pipeline.isFragment || !mayRepeat(content.items, flow)) return;
        const entries = content.items.flatMap((item) => readEntries(item, run, tracerOf(flow)));
        entries.forEach((entry, at) => {
          const { platform, identity, item, reference } = entry;
          const first = entries
            .slice(0, at)
            .find((other) => isSamePlatform(other.platform, platform) && other.identity !== identity);
          // What one build adds twice is the business of platform-duplicate, what two add of build-manifest-accumulates.
          if (!first || (first.item.event.kind !== "listAdd" && item.event.kind !== "listAdd")) return;
          if (item.event === first.item.event) return;
          const [one, other] = [first.reference, reference].map(formatReference);
          report({
            at: reference.location,
            message: `${run.job.name} puts two images for ${formatPlatform(platform)} into the manifest list ${formatReference(event.list)}, ${one} and ${other}: both are pushed, clients take the first, and nobody ever gets the other one.`,
            related: [
              { location: first.reference.location, message: `${one} is for ${formatPlatform(platform)} too.` },
            ],
          });
        });
      });
    }
  },
};

/** False when a short look tells that no two items are for one platform, as in most lists. */
function mayRepeat(items: readonly ListItem[], flow: ImageFlow): boolean {
  const contents = items.flatMap(({ content, reference }) =>
    content.kind === "remote" ? [...new Set(findPublications(flow, reference).map((push) => push.content))] : [content],
  );
  const names = contents.map((one) =>
    one.kind === "image" && one.platform ? formatPlatform(one.platform) : undefined,
  );
  return names.includes(undefined) || new Set(names).size < names.length;
}

function readEntries(item: ListItem, run: JobRun, tracer: Tracer): Entry[] {
  const { event } = item;
  // What --arch and the like say is the business of manifest-arch-override.
  if (!item.choice || Object.keys(item.choice).length > 0) return [];
  if (!mustSucceed(run, event.call)) return [];
  const { images, problems } = tracer.traceItem(item, run);
  // Where jobs push over each other tag-collision-arch speaks.
  if (problems.some(({ kind }) => kind !== "conditional" && kind !== "unordered")) return [];
  return images.flatMap(({ platform, reference = item.reference, identity }) => {
    const named = event.kind === "listAdd" ? readReferenceArchitecture(reference) : undefined;
    // Where the name says another platform the build is wrong: platform-name-mismatch, platform-missing.
    const isWrongBuild = platform && named && !named.isWeak && !isNameOf(named, platform);
    return platform && !isWrongBuild ? [{ item, reference, platform, identity }] : [];
  });
}

export default rule;
