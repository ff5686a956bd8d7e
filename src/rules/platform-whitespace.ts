import { findFlags } from "../buildah/call";
import { isBefore } from "../buildah/version";
import type { ImageFlow, PlatformUse } from "../images/flow";
import { faultOf, findSplitList, suggestionFor } from "../images/platformFaults";
import { type BuildahVersion, describeVersion } from "../images/version";
import { type Fix, replace } from "../text/finding";
import { placeWithin } from "../text/span";
import type { Value } from "../text/value";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "platform-whitespace",
  summary: "There is a blank in a list of platforms.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  job(run, { inFlow, versionOf }) {
    const { job, events } = run;
    for (const event of events) {
      if (event.kind !== "build") continue;
      for (const use of event.platforms ?? []) {
        if (faultOf(use) !== "blank") continue;
        const effect = effectOf(use, versionOf(run));
        inFlow((_flow, { report }) =>
          report({
            at: use.location,
            message: `${job.name} gives --platform “${use.value.display}”, with a blank in it: ${effect}.`,
            fixes: () => repair(use),
          }),
        );
      }
      const { call } = event;
      if (call.positionals.length === 0) continue;
      for (const flag of findFlags(call, "--platform")) {
        const next = findSplitList(call, flag);
        if (!next) continue;
        inFlow((flow, { report }) =>
          report({
            at: next.value.location ?? next.location,
            message: `${job.name} has a blank in the list of --platform: the list ends there, Buildah takes ${next.value.display} for an argument and refuses what follows with exit code 125 (“accepts at most 1 arg(s)”).`,
            fixes: () => join(flag.value!, next.value, flow),
          }),
        );
      }
    }
  },
};

/** Makes one word of two that only a blank divides. */
function join(list: Value, rest: Value, { pipeline }: ImageFlow): readonly Fix[] {
  const [first, second] = [list.location, rest.location];
  if (!first || !second || first.file !== second.file) return [];
  const text = pipeline.files.get(first.file)?.text ?? "";
  const { start, end } = first.span;
  if (!/^[ \t]+$/.test(text.slice(end, second.span.start))) return [];
  const comma = list.flat.endsWith(",") || rest.flat.startsWith(",") ? "" : ",";
  const blank = placeWithin(first, end - start, second.span.start - start);
  return [{ title: "Make one word of the list", edits: [replace(blank, comma)], safety: "safe" }];
}

/** Measured with 1.28.2 and 1.39.3. Where nothing tells of the version, both are said. */
function effectOf({ value }: PlatformUse, buildah: BuildahVersion): string {
  const isTakenByOld = [2, 3].includes(value.flat.split("/").length);
  if (buildah.source === "newest")
    return `Buildah ends with exit code 125${isTakenByOld ? ", and before 1.31 it quietly builds for a platform of that name" : ""}`;
  const isOld = isBefore(buildah.version, 1, 31);
  const name = describeVersion(buildah);
  return isOld && isTakenByOld
    ? `${name} quietly builds for a platform of that name, which nothing runs`
    : `${name} ends with exit code 125`;
}

/** Blanks at the ends go; between platforms they were meant as commas. */
function repair(use: PlatformUse): readonly Fix[] {
  const { value } = use;
  const { suggestion, isCertain } = suggestionFor(use);
  if (suggestion !== undefined && isCertain) return rewrite(value, suggestion, "safe");
  const blanks = [value.slice(0, /^\s*/.exec(value.flat)![0].length), value.slice(value.flat.trimEnd().length)];
  const edits = blanks.flatMap(({ editable }) => (editable ? [replace(editable, "")] : []));
  return edits.length > 0 && !/\S\s+\S/.test(value.flat) ? [{ title: "Remove the blank", edits, safety: "safe" }] : [];
}

export default rule;
