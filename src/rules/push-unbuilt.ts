import { formatReference, type Reference } from "../buildah/reference";
import { joinNames } from "../images/describe";
import type { ImageFlow, JobRun, PushEvent } from "../images/flow";
import { isWithin } from "../images/sharing";
import { type Fix, replace } from "../text/finding";
import { nearest } from "../text/nearest";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "push-unbuilt",
  summary: "A job pushes an image that it neither builds nor gets.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  job(run, { inFlow }) {
    for (const { event, content } of run.publications) {
      // Whoever lets it fail knows that it may.
      if (event.kind !== "push" || content.kind !== "absent" || event.call.command.toleratesFailure) continue;
      const name = formatReference(event.source);
      const meant = findMeant(event.source, content.others);
      const made = joinNames(content.others.map(formatReference));
      inFlow((flow, { report }) => {
        const maker = findMaker(event, run, flow);
        const what = maker
          ? `it is made in ${maker.job.name}, and each job has a storage of its own`
          : `the job makes ${made === "" ? "no image" : `only ${made}`}`;
        report({
          at: event.source.location,
          message: `${run.job.name} pushes ${name}, but ${what}: the push fails with “image not known”.${meant ? ` Is ${formatReference(meant)} meant?` : ""}`,
          fixes: () => (meant ? fixTag(event, meant) : []),
        });
      });
    }
  },
};

/** The one image of the same repository whose tag differs by a slip. */
function findMeant(source: Reference, made: readonly Reference[]): Reference | undefined {
  const tag = source.tag?.literal;
  const others = made.filter(
    (other) => other.repository.key === source.repository.key && other.tag?.literal !== undefined,
  );
  const meant =
    tag === undefined
      ? undefined
      : nearest(
          tag,
          others.map((other) => other.tag!.literal!),
        );
  return meant === undefined ? undefined : others.find((other) => other.tag!.literal === meant);
}

/** Another job that makes the image. */
function findMaker({ source }: PushEvent, run: JobRun, { makers }: ImageFlow): JobRun | undefined {
  return makers.get(source.key!)?.find(({ run: other }) => other.job !== run.job)?.run;
}

function fixTag({ source, destination }: PushEvent, meant: Reference): Fix[] {
  const place = source.tag?.editable;
  const tag = meant.tag!.literal!;
  if (!place || !isWithin(place, source.location)) return [];
  // The name that is pushed to stays as it is when it is written by itself.
  const what =
    destination === source ? formatReference(meant) : `${formatReference(meant)} to ${formatReference(destination)}`;
  return [{ title: `Push ${what}`, edits: [replace(place, tag)], safety: "unsafe" }];
}

export default rule;
