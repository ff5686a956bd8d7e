import { readPlatform } from "../buildah/platform";
import { isBefore } from "../buildah/version";
import type { PlatformUse } from "../images/flow";
import { faultOf, findSplitList, isPieced, suggestionFor } from "../images/platformFaults";
import { type BuildahVersion, describeVersion, runsNewest } from "../images/version";
import { type Fix, replace, type Severity } from "../text/finding";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

/** What a Buildah does with such an item. Measured with 1.28.2 and 1.39.3. */
interface Effect {
  readonly text: string;
  readonly severity: Severity;
}

const rule: Rule = {
  id: "platform-empty-component",
  summary: "A list of platforms has an empty item, or a platform an empty part.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  job(run, { inFlow, versionOf }) {
    const { job, events } = run;
    for (const event of events) {
      for (const use of event.kind === "build" ? (event.platforms ?? []) : []) {
        if (faultOf(use) !== "gap") continue;
        const effect = effectOf(use, versionOf(run), runsNewest(run));
        if (!effect) continue;
        const { display } = use.value;
        const what = display === "" ? "a list with an empty item" : `“${display}”, which has an empty part`;
        inFlow(({ pipeline }, { report }) => {
          const source = pipeline.files.get(event.call.location.file)?.text ?? "";
          // A comma and then a blank is the business of platform-whitespace.
          if (isPieced(use, source) || findSplitList(event.call, use.flag)) return;
          report({
            at: use.location,
            severity: effect.severity,
            message: `${job.name} gives --platform ${what}: ${effect.text}.`,
            fixes: () => repair(use),
          });
        });
      }
    }
  },
};

/** Undefined where it is harmless. Where nothing tells of the version, both are said: the older ones go wrong without a word. */
function effectOf({ value: { flat } }: PlatformUse, buildah: BuildahVersion, isNewest: boolean): Effect | undefined {
  const isKnown = isNewest || buildah.source !== "newest";
  const isOld = isKnown && isBefore(buildah.version, 1, 31);
  const name = describeVersion(buildah);
  const error = (text: string): Effect => ({ text, severity: "error" });
  const refusal = "ends with exit code 125";
  const choose = (old: string, recent: string) =>
    error(
      isOld
        ? `${name} ${old}`
        : isKnown
          ? `${name} ${recent}`
          : `since 1.31 Buildah ${recent}, and before that it ${old}`,
    );
  if (flat === "") return choose(refusal, "builds one more image, for the runner's own platform, without a word");
  const host = "quietly builds for the runner's own architecture";
  const isLeading = /^\/[^/]/.test(flat) && readPlatform(flat.slice(1)).kind === "platform";
  if (!isLeading) return choose(flat.split("/").length <= 3 ? host : refusal, refusal);
  if (isKnown) return isOld ? error(`${name} ${host}`) : undefined;
  return { text: `Buildah before 1.31 ${host}`, severity: "warning" };
}

function repair(use: PlatformUse): readonly Fix[] {
  const { value, flag, start } = use;
  if (value.flat !== "") {
    const { suggestion, isCertain } = suggestionFor(use);
    return suggestion !== undefined && isCertain ? rewrite(value, suggestion, "safe") : [];
  }
  const isLast = start === flag.value?.flat.length;
  const comma = isLast ? flag.value?.slice(start - 1, start) : flag.value?.slice(start, start + 1);
  return comma?.editable ? [{ title: "Remove the comma", edits: [replace(comma.editable, "")], safety: "safe" }] : [];
}

export default rule;
