import type { Reference } from "../buildah/reference";
import { compareValues } from "../text/compare";
import type { Content, ListItem } from "./content";

/**
 * Where the images of a list are, seen from the place that the list is pushed to: all in that repository, or at least
 * one certainly not, being in another repository or in local storage only.
 */
export function placeOfImages(content: Content, destination: Reference): "there" | "elsewhere" | "unknown" {
  if (content.kind !== "list" || content.problems.length > 0) return "unknown";
  const places = content.items.map((item) => isThere(item, destination));
  if (places.includes(false)) return "elsewhere";
  return places.every((place) => place) ? "there" : "unknown";
}

function isThere({ content }: ListItem, { repository }: Reference): boolean | undefined {
  if (content.kind === "image" || content.kind === "instance") return false;
  if (content.kind !== "remote" || content.local) return undefined;
  return compareValues(content.reference.repository, repository);
}
