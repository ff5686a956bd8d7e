import type { Pipeline } from "../gitlab/pipeline";
import type { Content } from "./content";
import type { ImageFlow, JobRun, ListPushEvent } from "./flow";
import { formatOf, type ImageFormat, pushedFormat } from "./format";
import { findPublications, type Publication } from "./publications";

/** An image in a list. */
export interface ListedImage {
  /** The job instance that makes it; undefined when that is not one that is known. */
  readonly maker: JobRun | undefined;
  /** Undefined when it cannot be known. */
  readonly format: ImageFormat | undefined;
}

/** A manifest list that a job pushes as it is, with the images in it. */
export interface PushedList {
  readonly run: JobRun;
  readonly event: ListPushEvent;
  readonly images: readonly ListedImage[];
}

const unknown: ListedImage = { maker: undefined, format: undefined };

/** The manifest lists that a job instance pushes without turning the images into another format. */
export function findPushedLists(run: JobRun, flow: ImageFlow): readonly PushedList[] {
  return run.publications.flatMap(({ event, content }): PushedList[] =>
    event.kind === "listPush" && content.kind === "list" && !pushedFormat(event)
      ? [{ run, event, images: findImages(content, run, flow) }]
      : [],
  );
}

function findImages(content: Content, run: JobRun, flow: ImageFlow): readonly ListedImage[] {
  switch (content.kind) {
    case "list":
      return content.items.flatMap((item) => findImages(item.content, run, flow));
    case "image":
      return [{ maker: run, format: formatOf(content.maker, run, flow.pipeline) }];
    case "unknown":
      return content.maker ? [{ maker: run, format: formatOf(content.maker, run, flow.pipeline) }] : [unknown];
    case "remote": {
      const [first, ...others] = findPublications(flow, content.reference);
      if (first) return others.length === 0 ? [publishedImage(first, flow.pipeline)] : [unknown];
      return content.local ? findImages(content.local, run, flow) : [unknown];
    }
    default:
      return [unknown];
  }
}

/** What a push of a plain image leaves in the registry. */
function publishedImage({ event, content, run }: Publication, pipeline: Pipeline): ListedImage {
  const maker = content.kind === "image" || content.kind === "unknown" ? content.maker : undefined;
  if (event.kind !== "push" || !maker) return unknown;
  return { maker: run, format: pushedFormat(event) ?? formatOf(maker, run, pipeline) };
}
