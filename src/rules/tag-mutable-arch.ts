import { architectureOfWord } from "../buildah/platform";
import { formatReference, type Reference } from "../buildah/reference";
import type { ImageFlow } from "../images/flow";
import { findPublications } from "../images/publications";
import { referencesOf } from "../images/references";
import { textAt } from "../images/scriptText";
import { isWithin } from "../images/sharing";
import { type Fix, replace } from "../text/finding";
import { type Location, placeWithin } from "../text/span";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "tag-mutable-arch",
  summary: "The image of an architecture goes from job to job under a tag that all pipelines share.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    for (const { image } of run.added.keys()) {
      if (!isShared(image)) continue;
      inFlow((flow, { report }) => {
        for (const push of findPublications(flow, image)) {
          if (push.run === run || !push.isCertain) continue;
          const { destination } = push.event;
          report({
            at: destination.location,
            message: `${push.run.instance.name} pushes ${formatReference(destination)}, and ${run.job.name} adds it to a list. Every pipeline of every branch uses that tag: when two run at once, the list may get the image of another commit.`,
            related: [{ location: image.location, message: `${run.job.name} adds what the tag stands for by then.` }],
            fixes: () => addCommit(destination, flow),
          });
        }
      });
    }
  },
};

/** A tag with an architecture in it and nothing that differs from pipeline to pipeline. */
function isShared({ tag, repository, digest }: Reference): boolean {
  const words = tag?.literal?.replace(/x86[_-]64/g, "amd64").split(/[^A-Za-z0-9]+/) ?? [];
  const isOfPipeline = repository.pieces.some(
    (piece) => piece.kind === "symbol" && /^CI_(COMMIT|PIPELINE|MERGE_REQUEST|JOB)_/.test(piece.name),
  );
  return !digest && !isOfPipeline && words.some((word) => architectureOfWord(word) !== undefined);
}

/** The commit in front of the tag, wherever the pipeline writes the name; nowhere when one of the places cannot be changed. */
function addCommit({ key }: Reference, flow: ImageFlow): readonly Fix[] {
  const places: Location[] = [];
  for (const reference of flow.runs.flatMap(({ events }) => events.flatMap(referencesOf))) {
    if (reference.key !== key) continue;
    const place = reference.tag?.editable;
    // In single quotes the variable would stay as it is, and a variable's text may be at work elsewhere.
    if (!place || !isWithin(place, reference.location) || /['\\]/.test(textAt(reference.location, flow))) return [];
    places.push(place);
  }
  const edits = places.map((place) => replace(placeWithin(place, 0, 0), "$CI_COMMIT_SHORT_SHA-"));
  return [{ title: "Put the commit in front of the tag, in all jobs", edits, safety: "unsafe" }];
}

export default rule;
