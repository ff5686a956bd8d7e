import type { Job, Pipeline } from "../gitlab/pipeline";
import type { Location } from "../text/span";
import type { YamlNode } from "../yaml/node";

/**
 * True when other jobs read a part of this text too: through `extends`, an anchor, a merge key, `!reference` or
 * `default`. A change there would change them as well.
 */
export function isShared(pipeline: Pipeline, job: Job, text: Location): boolean {
  return [...pipeline.jobs.values()].some(
    (other) => other !== job && partsOf(other).some((part) => isWithin(part, text)),
  );
}

/** True when the text is written in the job itself, not in something that it inherits. */
export function isOwn({ source }: Job, text: Location): boolean {
  return isWithin(text, source.location);
}

function partsOf(job: Job): Location[] {
  const nodes = [...job.body.entries.values()].flatMap(({ key, value }) => [key, ...withItems(value)]);
  const { beforeScript } = job;
  return [...nodes.map((node) => node.location), ...(beforeScript.state === "known" ? [beforeScript.location] : [])];
}

function withItems(node: YamlNode): readonly YamlNode[] {
  return node.kind === "seq" ? [node, ...node.items] : [node];
}

/** True when all of `inner` is a part of `outer`. */
export function isWithin(inner: Location, outer: Location): boolean {
  return inner.file === outer.file && inner.span.start >= outer.span.start && inner.span.end <= outer.span.end;
}
