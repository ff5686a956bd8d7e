import { type BuildahCall, findFlag } from "../buildah/call";
import { sourceAt, verbOf } from "../images/callText";
import type { ImageFlow } from "../images/flow";
import { type Fix, replace, type TextEdit } from "../text/finding";
import { type Location, placeBetween, placeWithin } from "../text/span";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "manifest-add-arg-count",
  summary: "manifest add is not given exactly one list and one image.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  call(call, { job }, { inFlow }) {
    const { positionals, tool, subcommand, hasUnknownWords } = call;
    if (tool !== "buildah" || subcommand !== "manifest add" || hasUnknownWords || findFlag(call, "--artifact")) return;
    if (positionals.length === 2) return;
    const at = (positionals[2] ?? verbOf(call))?.location;
    if (!at) return;
    const count =
      positionals.length < 2
        ? `only ${positionals.length === 1 ? "one argument" : "no argument"}`
        : `${positionals.length} arguments`;
    inFlow((flow, { report }) =>
      report({
        at,
        message: `${job.name} gives manifest add ${count}: it takes one list and one image, and ends with exit code 125${positionals.length > 2 ? ". Add each image with a command of its own" : ""}.`,
        fixes: () => fix(call, flow),
      }),
    );
  },
};

/** A command for each image, where list and images stand in a row behind each other. */
function fix(call: BuildahCall, flow: ImageFlow): readonly Fix[] {
  const { positionals, location, command } = call;
  const [list, image, ...others] = positionals.map((word) => word.location);
  // A prefix such as `sudo` would be missing in the second command.
  if (!list || !image || others.length === 0 || command.location.span.start !== location.span.start) return [];
  const head = sourceAt(flow, placeBetween(location, list));
  if (!head || /[\r\n]/.test(head)) return [];
  const edits = others.map((other, index) => splitAt([image, ...others][index]!, other, head, flow));
  return edits.every((edit) => edit !== undefined)
    ? [{ title: "Add each image with a command of its own", edits, safety: "safe" }]
    : [];
}

function splitAt(before: Location, next: Location, head: string, flow: ImageFlow): TextEdit | undefined {
  const length = before.span.end - before.span.start;
  const gap = placeWithin(before, length, next.span.start - before.span.start);
  const isBlank = /^[ \t]+(\\\r?\n[ \t]*)?$/.test(sourceAt(flow, gap) ?? "");
  return isBlank ? replace(gap, ` && ${head} `) : undefined;
}

export default rule;
