import type { BuildahCall } from "../buildah/call";
import { readReference } from "../buildah/reference";
import { differsElsewhere, prefixWord, sourceAt } from "../images/callText";
import type { ImageFlow } from "../images/flow";
import type { Word } from "../shell/command";
import { type Fix, replace } from "../text/finding";
import { placeWithin } from "../text/span";
import { unknownMark } from "../text/value";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-push-dest-transport",
  summary: "A manifest list is pushed to a destination without a transport.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  call(call, { job }, { inFlow }) {
    const word = findDestination(call);
    if (!word) return;
    const text = word.value.display;
    const error = word.value.flat.includes(":")
      ? `unknown transport "${text.slice(0, text.indexOf(":"))}"`
      : "expected colon-separated transport:reference";
    inFlow((flow, { report }) =>
      report({
        at: word.location,
        message: `${job.name} pushes a manifest list to ${text}, and manifest push takes no destination without a transport: it ends with exit code 125 (“${error}”).`,
        fixes: () => fix(word, call, flow),
      }),
    );
  },
};

/** The destination when it certainly lacks a transport. */
function findDestination(call: BuildahCall): Word | undefined {
  const [list, word, ...others] = call.positionals;
  if (call.tool !== "buildah" || call.subcommand !== "manifest push" || call.hasUnknownWords) return undefined;
  if (!list || !word || others.length > 0) return undefined;
  const { transport } = readReference(word.value, word.location);
  // The transport may come out of a variable.
  const start = /^[^:/]*/.exec(word.value.flat)![0];
  return transport === undefined && start !== "" && !start.includes(unknownMark) ? word : undefined;
}

function fix(word: Word, call: BuildahCall, flow: ImageFlow): readonly Fix[] {
  // The same text may stand for a whole destination in another job.
  if (differsElsewhere(call, flow, (other) => findDestination(other) !== undefined)) return [];
  const written = sourceAt(flow, word.location) ?? "";
  const scheme = /^https?:\/\//.exec(written)?.[0].length;
  if (scheme === undefined && /^["']?[a-z-]+:\//.test(written)) return [];
  const edit =
    scheme === undefined
      ? prefixWord(word, "docker://", flow)
      : replace(placeWithin(word.location, 0, scheme), "docker://");
  return edit ? [{ title: "Write docker:// in front", edits: [edit], safety: "safe" }] : [];
}

export default rule;
