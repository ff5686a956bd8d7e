import type { Reference } from "../buildah/reference";
import { findReferenceProblem, type ReferenceProblem } from "../buildah/referenceSyntax";
import { referencesOf } from "../images/references";
import { textAt } from "../images/scriptText";
import { isWithin } from "../images/sharing";
import { type Fix, replace } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "ref-invalid",
  summary: "A name of an image is none that an image can have.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job(run, { inFlow }) {
    for (const event of run.events) {
      const { call } = event;
      // Nothing depends on whether what is removed is there. Skopeo's names have a transport in front.
      if (event.kind === "remove" || event.kind === "listRemove" || call.command.toleratesFailure) continue;
      for (const reference of referencesOf(event)) {
        if (call.tool === "skopeo" && reference.transport === undefined) continue;
        const problem = findReferenceProblem(reference);
        // Of several names in one -t `build-tag-comma` speaks.
        if (!problem || (event.kind === "build" && reference.name.flat.includes(","))) continue;
        inFlow((flow, { report }) => {
          const place = reference.name.location;
          const isHere = !place || isWithin(place, reference.location);
          const written = textAt(isHere ? reference.location : place, flow);
          if (!isWritten(problem, written)) return;
          report({
            at: problem.part.location ?? reference.location,
            message: `${run.job.name} gives ${call.tool} ${call.subcommand} the name “${reference.name.display}”, ${explain(problem)}: the command ends with exit code 125 (“invalid reference format” or the like).`,
            fixes: () => repair(problem, reference),
          });
        });
      }
    }
  },
};

/** A part that is empty because a variable is: that may be set elsewhere. */
function isWritten({ kind }: ReferenceProblem, written: string): boolean {
  if (kind === "emptyTag") return /:["']?$/.test(written);
  return kind === "emptyPart" ? /\/\/|^["']?\/|\/["']?(:[^/]*)?$/.test(written) : true;
}

function explain({ kind, part }: ReferenceProblem): string {
  switch (kind) {
    case "blank":
      return "with a blank in it";
    case "scheme":
      return `which begins with ${part.display}, as an address of the web does`;
    case "emptyPart":
      return "with nothing between two slashes or at an end";
    case "upperCase":
      return `in which “${part.display}” has upper-case letters, which only a tag may have`;
    case "character":
      return `in which “${part.display}” has letters that a repository cannot have, or begins or ends with none`;
    case "tagWithSlash":
      return `in which a slash stands behind the colon of “${part.display}”, and a tag cannot have one`;
    case "emptyTag":
      return "which has a colon and no tag behind it";
    case "tag":
      return `whose tag “${part.display}” is none: one has up to 128 letters, digits, “_”, “.” and “-”, and begins with neither of the last two`;
  }
}

function repair({ kind, part }: ReferenceProblem, { name }: Reference): readonly Fix[] {
  if (kind === "upperCase") {
    const edits = part.pieces.flatMap((piece, index) => {
      if (piece.kind !== "literal" || !/[A-Z]/.test(piece.text)) return [];
      const start = part.pieces
        .slice(0, index)
        .reduce((sum, one) => sum + (one.kind === "literal" ? one.text.length : 1), 0);
      const place = part.slice(start, start + piece.text.length).editable;
      return [place && replace(place, piece.text.toLowerCase())];
    });
    const isWhole = edits.every((edit) => edit !== undefined);
    return isWhole ? [{ title: "Write it in lower case", edits, safety: "safe" }] : [];
  }
  const excess =
    kind === "scheme"
      ? part
      : kind === "emptyPart" && name.flat.includes("//")
        ? name.slice(name.flat.indexOf("//")).slice(0, 1)
        : undefined;
  const place = excess?.editable;
  return place ? [{ title: `Take out ${excess!.display}`, edits: [replace(place, "")], safety: "unsafe" }] : [];
}

export default rule;
