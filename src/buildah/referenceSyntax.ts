import { unknownMark, type Value } from "../text/value";
import { hasRegistry, type Reference } from "./reference";

/** What keeps a text from being a reference, whatever its variables are. */
export interface ReferenceProblem {
  readonly kind: "blank" | "scheme" | "emptyPart" | "upperCase" | "character" | "tagWithSlash" | "emptyTag" | "tag";
  /** The part that is wrong; the whole name where that is an empty one. */
  readonly part: Value;
}

/**
 * The first thing that the grammar of references does not allow (github.com/distribution/reference). Undefined for a
 * reference that may be right: where its first part is not known, and for files and folders.
 */
export function findReferenceProblem(reference: Reference): ReferenceProblem | undefined {
  const { name, repository, tag, transport } = reference;
  const isImage = transport === undefined || transport === "docker" || transport === "containers-storage";
  const parts = repository.split("/");
  // What the shell did not expand is not understood here.
  if (!isImage || name.flat === "" || parts[0]!.flat.includes(unknownMark) || /[*?[\]{}$`]/.test(name.flat))
    return undefined;
  if (/\s/.test(name.flat)) return { kind: "blank", part: name };
  const scheme = /^https?:\/\//.exec(name.flat);
  if (scheme) return { kind: "scheme", part: name.slice(0, scheme[0].length) };
  for (const [index, part] of parts.entries()) {
    const problem = findPartProblem(part, index === 0, index === 0 && hasRegistry(repository));
    if (problem) return problem.kind === "emptyPart" ? { ...problem, part: name } : problem;
  }
  if (!tag) return undefined;
  if (tag.flat === "") return { kind: "emptyTag", part: name };
  const isWrong = /^[.-]|[^\w.\-\uE000\uE001]/.test(tag.flat) || (tag.literal?.length ?? 0) > 128;
  return isWrong ? { kind: "tag", part: tag } : undefined;
}

function findPartProblem(part: Value, isFirst: boolean, isHost: boolean): ReferenceProblem | undefined {
  const { flat } = part;
  if (flat === "") return { kind: "emptyPart", part };
  if (isFirst ? /:(?!\d+$)/.test(flat) : flat.includes(":")) return { kind: "tagWithSlash", part };
  if (isHost || flat.includes(":")) return undefined;
  if (/[A-Z]/.test(flat)) return { kind: "upperCase", part };
  const isWrong = /[^a-z0-9._\-\uE000\uE001]/.test(flat) || (part.literal !== undefined && /^[._-]|[._-]$/.test(flat));
  return isWrong ? { kind: "character", part } : undefined;
}
