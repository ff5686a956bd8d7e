import { hasRegistry } from "../buildah/reference";
import { parentOf } from "../containerfile/stages";
import { expandInFrom } from "../containerfile/variables";
import { argumentsOf } from "../images/containerfileUses";
import { joinNames } from "../images/describe";
import { replace } from "../text/finding";
import { nowhere, placeWithin } from "../text/span";
import { Value } from "../text/value";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "df-short-name",
  summary: "A base image without its registry.",
  severity: "info",
  confidence: "certain",
  fixes: ["unsafe"],
  containerfile(file, { report, usesOf }) {
    for (const stage of file.stages) {
      const { base } = stage;
      if (!base || base.text === "scratch" || parentOf(file.stages, stage)) continue;
      const uses = usesOf(file).filter(({ stages, build }) => {
        const image = expandInFrom(file, base.text, argumentsOf(build.call));
        return stages.includes(stage) && image !== undefined && image !== "scratch" && isShort(image);
      });
      if (uses.length === 0) continue;
      const prefix = base.text.includes("/") ? "docker.io/" : "docker.io/library/";
      report({
        at: base.location,
        message: `In the build of ${joinNames(uses.flatMap((use) => use.jobs))} the registry of ${base.text} depends on registries.conf of the job's image: it takes an alias from there or asks several registries, and where it must ask a person the job ends with exit code 125.`,
        fixes: () =>
          base.text.includes("$")
            ? []
            : [
                {
                  title: `Write ${prefix}${base.text}`,
                  edits: [replace(placeWithin(base.location, 0, 0), prefix)],
                  safety: "unsafe",
                },
              ],
      });
    }
  },
};

function isShort(image: string): boolean {
  return !hasRegistry(Value.literal(image.replace(/[:@][^/]*$/, ""), nowhere));
}

export default rule;
