import { formatReference, type Reference } from "../buildah/reference";
import type { PushEvent } from "../images/flow";
import { isWithin } from "../images/sharing";
import { findUnbuiltPushes } from "../images/unbuilt";
import { differingPart } from "../text/differingPart";
import { type Fix, replace } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "push-tag-mismatch",
  summary: "A job pushes a name that differs by a slip from the one that it makes.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { report }) {
    for (const { event, meant } of findUnbuiltPushes(run)) {
      if (!meant) continue;
      report({
        at: event.source.location,
        message: `${run.job.name} pushes ${formatReference(event.source)}, but makes ${formatReference(meant)}: the push fails with “image not known”.`,
        related: [{ location: meant.location, message: `The image gets the name ${formatReference(meant)} here.` }],
        fixes: () => pushMeant(event, meant),
      });
    }
  },
};

function pushMeant({ source, destination }: PushEvent, meant: Reference): readonly Fix[] {
  const difference = differingPart(source.name, meant.name);
  const place = difference?.from.editable;
  if (!place || !isWithin(place, source.location)) return [];
  // The name that is pushed to stays as it is when it is written by itself.
  const what =
    destination === source ? formatReference(meant) : `${formatReference(meant)} to ${formatReference(destination)}`;
  return [{ title: `Push ${what}`, edits: [replace(place, difference!.to)], safety: "unsafe" }];
}

export default rule;
