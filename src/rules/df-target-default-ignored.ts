import { findFlag } from "../buildah/call";
import { isBefore } from "../buildah/version";
import { declarationsOf } from "../containerfile/variables";
import type { ContainerfileUse } from "../images/containerfileUses";
import { joinNames } from "../images/describe";
import { describeVersion } from "../images/version";
import { replace } from "../text/finding";
import type { Rule } from "./rule";

const rule: Rule = {
  id: "df-target-default-ignored",
  summary: "Buildah passes over the default of an ARG for TARGETARCH and the like.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  containerfile(file, { report, usesOf }) {
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.keyword !== "ARG") continue;
        for (const { name, value, from, to } of declarationsOf(instruction)) {
          if (!/^(TARGET|BUILD)(OS|ARCH|VARIANT)$/.test(name) || !value) continue;
          const uses = usesOf(file).filter((use) => use.stages.includes(stage) && passesOver(use, name));
          const [first] = uses;
          if (!first) continue;
          report({
            at: instruction.place(from, to),
            message: `${describeVersion(first.version)} passes over the default ${value} in the build of ${joinNames(uses.flatMap((use) => use.jobs))} and gives ${name} its own value; other builders may take ${value} for every platform.`,
            fixes: () => [
              {
                title: "Remove the default",
                edits: [replace(instruction.place(from + name.length, to), "")],
                safety: "unsafe",
              },
            ],
          });
        }
      }
    }
  },
};

/** 1.28.2 takes the defaults of some, and of all without --platform; 1.39.3 takes none (measured). */
function passesOver({ build, version }: ContainerfileUse, name: string): boolean {
  if (!isBefore(version.version, 1, 37)) return true;
  return findFlag(build.call, "--platform") !== undefined && (name === "TARGETARCH" || name === "TARGETOS");
}

export default rule;
