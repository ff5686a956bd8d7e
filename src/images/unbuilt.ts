import type { Reference } from "../buildah/reference";
import { nearest } from "../text/nearest";
import type { ImageFlow, JobRun, PushEvent } from "./flow";

/** A push of an image that is not in the job's storage. */
export interface UnbuiltPush {
  readonly event: PushEvent;
  /** The names that the job makes. */
  readonly made: readonly Reference[];
  /** The one of those that the push must mean. */
  readonly meant: Reference | undefined;
}

/** The pushes of a job that find no image, where that is certain. */
export function findUnbuiltPushes({ publications }: JobRun): readonly UnbuiltPush[] {
  return publications.flatMap(({ event, content }) => {
    // Whoever lets it fail knows that it may.
    if (event.kind !== "push" || content.kind !== "absent" || event.call.command.toleratesFailure) return [];
    return [{ event, made: content.others, meant: findMeant(event.source, content.others) }];
  });
}

/** The one image of the same repository, or of another one of the same tag, whose name differs by a slip. */
function findMeant(source: Reference, made: readonly Reference[]): Reference | undefined {
  const differing = (part: "tag" | "repository", same: "tag" | "repository") => {
    const text = source[part]?.literal ?? source[part]?.display;
    const others = made.filter((other) => other[same]?.key === source[same]?.key && other[part]?.key !== undefined);
    const nameOf = (other: Reference) => other[part]!.literal ?? other[part]!.display;
    const found = text === undefined ? undefined : nearest(text, others.map(nameOf));
    return found === undefined ? undefined : others.find((other) => nameOf(other) === found);
  };
  const isTagLiteral = source.tag?.literal !== undefined;
  return (isTagLiteral ? differing("tag", "repository") : undefined) ?? differing("repository", "tag");
}

/** Another job that makes the image. */
export function findMaker({ source }: PushEvent, run: JobRun, { makers }: ImageFlow): JobRun | undefined {
  return makers.get(source.key!)?.find(({ run: other }) => other.job !== run.job)?.run;
}
