import type { Pipeline } from "../gitlab/pipeline";
import { replace } from "../text/finding";
import { nearest } from "../text/nearest";
import { getValue, type ReferenceNode, type ScalarNode } from "../yaml/node";
import type { Rule } from "./rule";
import { makeSlipFinder } from "./slips";

const rule: Rule = {
  id: "reference-missing",
  summary: "A !reference leads to nothing.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  pipeline({ pipeline }, { report }) {
    const findName = makeSlipFinder(() => [...pipeline.hidden, ...pipeline.jobs.keys()]);
    for (const { kind, subject, location, node } of pipeline.faults()) {
      if (kind !== "reference-missing" || node?.kind !== "reference") continue;
      const { part, keys } = findEnd(node, pipeline);
      const meant = part && (keys ? nearest(part.text, keys) : findName(part.text));
      const what = part ? `: there is no ${part.text}` : "";
      report({
        at: location,
        message: `This reference leads to nothing${what}. GitLab refuses the whole pipeline (“!reference ${subject} could not be found”).${meant ? ` Is ${meant} meant?` : ""}`,
        fixes: () =>
          part && meant && !part.origin.units
            ? [{ title: `Change to ${meant}`, edits: [replace(part.origin, meant)], safety: "unsafe" }]
            : [],
      });
    }
  },
};

/** The first part of the path that is not there, and what is in its place: undefined for the name of a job. */
function findEnd(
  { path: [first, ...rest] }: ReferenceNode,
  { body }: Pipeline,
): { readonly part?: ScalarNode; readonly keys?: readonly string[] } {
  let node = first && body(first.text);
  if (first && !node) return { part: first };
  for (const part of rest) {
    const next = node?.kind === "map" ? getValue(node, part.text) : undefined;
    if (!next) return node?.kind === "map" ? { part, keys: [...node.entries.keys()] } : {};
    node = next;
  }
  return {};
}

export default rule;
