import type { BuildahCall } from "../buildah/call";
import type { Instruction } from "../containerfile/containerfile";
import { joinNames } from "../images/describe";
import { type Fix, replace } from "../text/finding";
import { placeWithin } from "../text/span";
import type { Rule } from "./rule";

/** What becomes of it in the format OCI. */
const effects: Readonly<Record<string, string>> = {
  HEALTHCHECK: "nothing checks the container's health",
  ONBUILD: "builds on this image do not run it",
  SHELL: "only builds on this image lose it, the RUN of this one keep it",
};

const rule: Rule = {
  id: "df-oci-dropped",
  summary: "HEALTHCHECK, ONBUILD or SHELL in an image of the format OCI, which has none of them.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  containerfile(file, { report, usesOf }) {
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        if (!isDropped(instruction)) continue;
        const uses = usesOf(file).filter(({ lineage, format }) => lineage.includes(stage) && format === "oci");
        if (uses.length === 0) continue;
        const { keyword, location } = instruction;
        report({
          at: placeWithin(location, 0, keyword.length),
          ...(keyword === "SHELL" ? { severity: "info" as const } : {}),
          message: `The build of ${joinNames(uses.flatMap((use) => use.jobs))} makes an image of the format OCI, which has no ${keyword}: Buildah warns, drops it and ends with exit code 0, so ${effects[keyword]}. The format docker keeps it.`,
          fixes: () => uses.flatMap(({ build }) => addFormat(build.call)).slice(0, 1),
        });
      }
    }
  },
};

function isDropped({ keyword, text }: Instruction): boolean {
  return keyword in effects && !/^none$/i.test(text.trim());
}

function addFormat({ command }: BuildahCall): readonly Fix[] {
  const place = command.words.find(({ value }) => /^(build|bud)$/.test(value.literal ?? ""))?.value.editable;
  if (!place) return [];
  const length = place.span.end - place.span.start;
  const edits = [replace(placeWithin(place, length, length), " --format docker")];
  return [{ title: "Build with --format docker", edits, safety: "unsafe" }];
}

export default rule;
