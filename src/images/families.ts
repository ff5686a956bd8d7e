import { architectureOfWord } from "../buildah/platform";
import type { Reference } from "../buildah/reference";

/** What references have in common that differ by the architecture only; undefined for one that names none. */
export function familyOf({ key }: Reference): string | undefined {
  // The architecture, and the variant behind it, is replaced by a star.
  const words = key?.replace(/x86[_-]64/g, "amd64").split(/([^A-Za-z0-9]+)/);
  const shape = words
    ?.map((word) => (architectureOfWord(word) ? "*" : word))
    .join("")
    .replace(/\*[^A-Za-z0-9*]v\d(?![A-Za-z0-9])/g, "*");
  return shape?.includes("*") ? shape : undefined;
}
