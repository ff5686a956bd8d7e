import { formatReference } from "../buildah/reference";
import { mustSucceed } from "../images/certainty";
import type { ImageFlow, ListAddEvent } from "../images/flow";
import { isSwapped } from "../images/lostLists";
import { isOneWord } from "../images/oneWord";
import { isWithin } from "../images/sharing";
import { type Fix, replace } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-add-short-name",
  summary: "An image without a registry in its name, which the job has not, is added to a manifest list.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    for (const event of run.events) {
      if (event.kind !== "listAdd" || isSwapped(event, run)) continue;
      const isAbsent = run.added.get(event)?.kind === "absent" && event.image.transport === undefined;
      if (!isAbsent || !isOneWord(event.image.repository) || !mustSucceed(run, event.call)) continue;
      const name = formatReference(event.image);
      inFlow((flow, { report }) =>
        report({
          at: event.image.location,
          message: `${run.job.name} adds ${name}, which it has not built: a name without a registry means docker.io/library/${name}, so the list gets an image of Docker's of that name, or the job ends with exit code 125.`,
          fixes: () => fix(event, flow),
        }),
      );
    }
  },
};

/** The place to which a job pushes an image of that name. */
function fix({ image }: ListAddEvent, { runs }: ImageFlow): readonly Fix[] {
  const pushes = runs
    .flatMap(({ publications }) => publications)
    .flatMap(({ event }) => (event.kind === "push" && event.source.key === image.key ? [event.destination] : []));
  const places = new Set(pushes.map(({ key }) => key));
  const [target] = pushes;
  const at = image.name.editable;
  if (!target || target.key === undefined || places.size > 1 || !at || !isWithin(at, image.location)) return [];
  const newText = `docker://${formatReference(target)}`;
  return [{ title: `Add ${newText}`, edits: [replace(at, newText)], safety: "unsafe" }];
}

export default rule;
