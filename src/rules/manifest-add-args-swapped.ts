import { formatReference } from "../buildah/reference";
import { swapWords } from "../images/callText";
import { mustSucceed } from "../images/certainty";
import type { ImageFlow, ListAddEvent } from "../images/flow";
import { isSwapped } from "../images/lostLists";
import { isWithin } from "../images/sharing";
import { type Fix, replace } from "../text/finding";
import { placeWithin } from "../text/span";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-add-args-swapped",
  summary: "manifest add is given the image first and the list second.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  job(run, { inFlow }) {
    for (const event of run.events) {
      if (event.kind !== "listAdd" || !isSwapped(event, run)) continue;
      const { call, list, image } = event;
      if (!mustSucceed(run, call)) continue;
      const [first, second] = [list, image].map(
        (one) => `${one.transport === "docker" ? "docker://" : ""}${formatReference(one)}`,
      );
      const why =
        list.transport === "docker"
          ? 'the first argument is the list, which is in local storage (“unsupported transport "docker" for looking up local images”)'
          : `the first argument is the list, and ${first} is none`;
      inFlow((flow, { report }) =>
        report({
          at: list.location,
          message: `${run.job.name} adds ${second} to ${first}: ${why}. The command ends with exit code 125.`,
          fixes: () => fix(event, flow),
        }),
      );
    }
  },
};

function fix({ list, image }: ListAddEvent, flow: ImageFlow): readonly Fix[] {
  if (image.transport === undefined) {
    const edits = swapWords(list.location, image.location, flow);
    return edits ? [{ title: "Name the list first", edits, safety: "safe" }] : [];
  }
  // Both have a transport: the list needs none.
  const place = list.full.pieces[0]?.origin;
  const prefix = "docker://";
  if (!place || !isWithin(place, list.location)) return [];
  const before = flow.pipeline.files.get(place.file)?.text.slice(place.span.start - prefix.length, place.span.start);
  return before === prefix
    ? [
        {
          title: "Name the list without docker://",
          edits: [replace(placeWithin(place, -prefix.length, 0), "")],
          safety: "safe",
        },
      ]
    : [];
}

export default rule;
