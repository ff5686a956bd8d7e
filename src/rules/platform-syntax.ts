import { isBefore } from "../buildah/version";
import type { PlatformUse } from "../images/flow";
import { faultOf, mayBeFilledIn, suggestionFor } from "../images/platformFaults";
import { type BuildahVersion, describeVersion } from "../images/version";
import { rewrite } from "./rewrite";
import type { Rule } from "./rule";

/** Of blanks platform-whitespace speaks, of empty parts platform-empty-component, of half platforms the rules for those. */
const rule: Rule = {
  id: "platform-syntax",
  summary: "A value of --platform is no platform.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  job(run, { inFlow, versionOf }) {
    const { job, events } = run;
    for (const event of events) {
      for (const use of event.kind === "build" ? (event.platforms ?? []) : []) {
        if (faultOf(use) !== "form") continue;
        const effect = effectOf(use, versionOf(run));
        const { display } = use.value;
        const what = display === "" ? "nothing" : `“${display}”, which is no platform`;
        inFlow(({ pipeline }, { report }) => {
          const source = pipeline.files.get(event.call.command.location.file)?.text ?? "";
          if (mayBeFilledIn(use, source)) return;
          report({
            at: use.location,
            message: `${job.name} gives --platform ${what}: ${effect}.`,
            fixes: () => {
              const { suggestion, isCertain } = suggestionFor(use);
              return suggestion === undefined ? [] : rewrite(use.value, suggestion, isCertain ? "safe" : "unsafe");
            },
          });
        });
      }
    }
  },
};

/** Measured with 1.28.2 and 1.39.3. Where nothing tells of the version, both are said: the older ones go wrong without a word. */
function effectOf({ value }: PlatformUse, buildah: BuildahVersion): string {
  const refusal = "Buildah refuses it and the job ends with exit code 125";
  const isTakenByOld = [2, 3].includes(value.flat.replace(/\/$/, "").split("/").length);
  const isKnown = buildah.source !== "newest";
  const isOld = isKnown && isBefore(buildah.version, 1, 31);
  if (!isTakenByOld || (isKnown && !isOld)) return refusal;
  const other = "quietly builds something else";
  return isOld ? `${describeVersion(buildah)} ${other}` : `${refusal} (before 1.31 it ${other})`;
}

export default rule;
