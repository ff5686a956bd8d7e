import { findFlags } from "../buildah/call";
import { readReference } from "../buildah/reference";
import { type Fix, replace } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "build-tag-comma",
  summary: "A build gets several names in one -t.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  call(call, { job }, { inFlow }) {
    if (call.subcommand !== "build") return;
    for (const { value, valueLocation, nameLocation } of findFlags(call, "--tag")) {
      if (!value?.flat.includes(",") || !valueLocation) continue;
      // The path of an archive may hold a comma.
      const { transport } = readReference(value, valueLocation);
      if (transport !== undefined && transport !== "docker") continue;
      inFlow(({ pipeline }, { report }) => {
        const fix = (): readonly Fix[] => {
          const text = pipeline.files.get(valueLocation.file)?.text ?? "";
          const flag = text.slice(nameLocation.span.start, valueLocation.span.start);
          const written = text.slice(valueLocation.span.start, valueLocation.span.end);
          const commas = [...value.flat.matchAll(/,/g)].map(({ index }) => value.slice(index, index + 1).editable);
          // In quotes the new flag would be a part of the name.
          if (!/^-/.test(flag) || /["'\\\s]/.test(written) || /(^,)|,,|,$/.test(written)) return [];
          if (commas.some((comma) => comma === undefined)) return [];
          const edits = commas.map((comma) => replace(comma!, ` ${flag}`));
          return [{ title: "Give each name a flag of its own", edits, safety: "safe" }];
        };
        report({
          at: value.location ?? valueLocation,
          message: `${job.name} names its image “${value.display}”: ${call.tool} takes that for one name, which no image can have, and ends with exit code 125 (“invalid reference format”).`,
          fixes: fix,
        });
      });
    }
  },
};

export default rule;
