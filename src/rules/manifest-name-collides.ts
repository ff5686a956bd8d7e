import { formatReference } from "../buildah/reference";
import { isCertain } from "../images/certainty";
import type { ImageFlow, ListPushEvent } from "../images/flow";
import { type Publication, remoteKey } from "../images/publications";
import type { Severity } from "../text/finding";
import type { Rule } from "./rule";

/** What comes of it when a list and an image go to one place. */
interface Collision {
  readonly severity: Severity;
  readonly result: string;
}

const rule: Rule = {
  id: "manifest-name-collides",
  summary: "An image and a manifest list are pushed under one reference.",
  severity: "error",
  confidence: "certain",
  fixes: [],
  pipeline(flow, { report }) {
    for (const [key, publications] of flow.publications) {
      const lists = publications.filter(({ event, isCertain }) => event.kind === "listPush" && isCertain);
      if (lists.length === 0) continue;
      for (const image of publications) {
        if (image.event.kind !== "push" || image.content.kind !== "image" || !image.isCertain) continue;
        for (const list of lists) {
          const collision = collide(key, image, list, flow);
          if (!collision) continue;
          const { destination } = image.event;
          report({
            at: destination.location,
            severity: collision.severity,
            message: `${image.run.instance.name} pushes an image to ${formatReference(destination)}, where ${list.run.instance.name} pushes a manifest list: ${collision.result}.`,
            related: [{ location: list.event.destination.location, message: "The list is pushed here." }],
          });
          break;
        }
      }
    }
  },
};

function collide(key: string, image: Publication, list: Publication, flow: ImageFlow): Collision | undefined {
  if (image.run === list.run)
    return image.index > list.index
      ? { severity: "error", result: "the image takes the place of the list, and the tag holds one platform" }
      : undefined;
  if (flow.canBeTogether(image.run, list.run) !== "yes") return undefined;
  const isFirst = flow.isOrdered(image.run.job, list.run.job, image.run.instance);
  if (isMember(key, list))
    return {
      severity: "error",
      result:
        "the list takes the place of the image that it is made of, and when only that job is run again it adds the list to itself",
    };
  if (isFirst === undefined) return undefined;
  return isFirst
    ? { severity: "warning", result: "until the list is there, the tag holds one platform in each pipeline" }
    : {
        severity: "error",
        result: "whichever comes last stays, and where that is the image the tag holds one platform",
      };
}

/** True when the image is added to the list that goes to its place. */
function isMember(key: string, { run, event }: Publication): boolean {
  return run.events.some(
    (other) =>
      other.kind === "listAdd" &&
      other.list.key === (event as ListPushEvent).list.key &&
      remoteKey(other.image) === key &&
      isCertain(run, other.call.command),
  );
}

export default rule;
