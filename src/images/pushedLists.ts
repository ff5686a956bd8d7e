import type { ListPushEvent } from "./flow";
import { perFlow } from "./perFlow";
import type { Publication } from "./publications";
import { type TracedImage, Tracer } from "./trace";

/** A manifest list that a job pushes, with the images in it as far as they can be followed. */
export interface PushedList {
  readonly publication: Publication & { readonly event: ListPushEvent };
  readonly images: readonly TracedImage[];
}

/** The manifest lists that the jobs of a pipeline push. */
export const findPushedLists = perFlow((flow): readonly PushedList[] => {
  const tracer = new Tracer(flow);
  return flow.runs.flatMap(({ publications }) =>
    publications.flatMap((publication): PushedList[] => {
      const { event } = publication;
      return event.kind === "listPush"
        ? [{ publication: { ...publication, event }, images: tracer.trace(publication).images }]
        : [];
    }),
  );
});
