import { formatReference } from "../buildah/reference";
import type { ImageFlow, JobRun, ListPushEvent } from "../images/flow";
import { losesList } from "../images/lostLists";
import type { Publication } from "../images/publications";
import { tracerOf } from "../images/trace";
import { findIncompleteLists } from "../images/unlisted";
import { findUnproducedAdds } from "../images/unproduced";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-single-entry",
  summary: "A manifest list is pushed with one image in it.",
  severity: "info",
  confidence: "certain",
  fixes: [],
  job(run, { inFlow }) {
    for (const publication of run.publications) {
      const { event } = publication;
      if (event.kind !== "listPush" || !holdsOne(publication)) continue;
      inFlow((flow, { report }) => {
        if (flow.pipeline.isFragment || !isSingle(publication, event, run, flow)) return;
        report({
          at: event.list.location,
          message: `${run.job.name} pushes the manifest list ${formatReference(event.list)} with one image in it: machines of any other architecture get “no matching manifest”, as they would from the image alone.`,
        });
      });
    }
  },
};

/** A list that an add has made; what `build --manifest` makes for one platform may be a part of another list. */
function holdsOne({ content, problems, run }: Publication): boolean {
  if (content.kind !== "list" || content.items.length !== 1 || content.problems.length > 0) return false;
  const [{ event }] = content.items as [(typeof content.items)[number]];
  const isKnown = problems.every(({ kind }) => kind === "conditional") && run.isComplete && run.job.hasAllInstances;
  return event.kind === "listAdd" && !event.takesAll && !event.call.hasUnknownWords && isKnown && !losesList(run);
}

function isSingle(publication: Publication, { list }: ListPushEvent, run: JobRun, flow: ImageFlow): boolean {
  // Where an image is forgotten, or another one is meant, other rules tell of it.
  const isWrong =
    findIncompleteLists(flow, run).some((other) => other.adds[0]?.list.key === list.key) ||
    findUnproducedAdds(flow).some((other) => other.run === run && other.add.list.key === list.key);
  return !isWrong && tracerOf(flow).trace(publication).images.length === 1;
}

export default rule;
