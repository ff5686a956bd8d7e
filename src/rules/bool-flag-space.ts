import { findSpacedSwitch } from "../buildah/spacedSwitch";
import { replace } from "../text/finding";
import { placeWithin } from "../text/span";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "bool-flag-space",
  summary: "A switch has its value behind a blank, where it is no value.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  call(call, { job }, { inFlow }) {
    if (call.tool === "skopeo") return;
    const found = findSpacedSwitch(call);
    if (!found) return;
    const { flag, word } = found;
    const text = word.value.flat;
    inFlow(({ pipeline }, { report }) =>
      report({
        at: word.location,
        message: `${job.name} writes ${flag.name} ${text} with a blank: ${call.tool} ${call.subcommand} takes ${text} for an argument (${effectOf(call.subcommand, text)}) and ends with exit code 125. A switch takes its value with = only.`,
        fixes: () => {
          const { file, span } = flag.location;
          const source = pipeline.files.get(file)?.text ?? "";
          const blank = source.slice(span.end, word.location.span.start);
          if (word.location.file !== file || !/^[ \t]+$/.test(blank)) return [];
          const length = span.end - span.start;
          const edit = replace(placeWithin(flag.location, length, length + blank.length), "=");
          return [{ title: `Write ${flag.name}=${text}`, edits: [edit], safety: "safe" }];
        },
      }),
    );
  },
};

/** Measured with 1.28.2 and 1.39.3. */
function effectOf(subcommand: string, text: string): string {
  if (subcommand === "push" || subcommand === "manifest push") return "an image that is not there, or one too many";
  return subcommand === "build" ? `the folder ${text}, or one too many` : "one too many";
}

export default rule;
