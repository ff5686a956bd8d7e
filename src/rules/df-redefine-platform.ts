import { isBefore } from "../buildah/version";
import type { Containerfile, Instruction, Stage } from "../containerfile/containerfile";
import { type Declaration, declarationsOf } from "../containerfile/variables";
import type { ContainerfileUse } from "../images/containerfileUses";
import { joinNames } from "../images/describe";
import { describeVersion, runsNewest } from "../images/version";
import { replace } from "../text/finding";
import type { FlowContext, Report, Rule } from "./rule";

const rule: Rule = {
  id: "df-redefine-platform",
  summary: "An ARG gives TARGETPLATFORM or BUILDPLATFORM a default.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe", "unsafe"],
  containerfile(file, context) {
    for (const instruction of file.preamble) check(file, undefined, instruction, context);
    for (const stage of file.stages)
      for (const instruction of stage.instructions) check(file, stage, instruction, context);
  },
};

/** @param stage undefined in front of the first FROM */
function check(
  file: Containerfile,
  stage: Stage | undefined,
  instruction: Instruction,
  { report, usesOf }: FlowContext,
): void {
  if (instruction.keyword !== "ARG") return;
  for (const declared of declarationsOf(instruction)) {
    if (!/^(TARGET|BUILD)PLATFORM$/.test(declared.name) || declared.value === undefined) continue;
    const all = usesOf(file);
    const uses = stage ? all.filter(({ stages }) => stages.includes(stage)) : all;
    const said = describe(instruction, declared, uses, stage !== undefined, all.length > 0);
    if (said) report(said);
  }
}

/** Which versions do what was measured with 1.28.2 and 1.39.3; that it changed in 1.37 tells imagebuilder's source. */
function describe(
  { place }: Instruction,
  { name, value, from, to }: Declaration,
  uses: readonly ContainerfileUse[],
  isInStage: boolean,
  isUsed: boolean,
): Report | undefined {
  const at = place(from, to);
  const remove = (safety: "safe" | "unsafe") => () => [
    { title: "Remove the default", edits: [replace(place(from + name.length, to), "")], safety },
  ];
  const failing = uses.filter(({ version }) => !isBefore(version.version, 1, 37));
  const failure = `ends with exit code 125 and “attempted to redefine "${name}"”`;
  if (failing[0]) {
    const jobs = joinNames(failing.flatMap((use) => use.jobs));
    // Where an older Buildah is possible, the default may be harmless.
    const isSure = isInStage || failing.some(({ version, run }) => version.source !== "newest" || runsNewest(run));
    return {
      at,
      severity: isSure ? "error" : "warning",
      message: `The build of ${jobs} ${failure} at this ARG (${describeVersion(failing[0].version)}).`,
      fixes: remove("safe"),
    };
  }
  if (uses[0] && isInStage) {
    const jobs = joinNames(uses.flatMap((use) => use.jobs));
    return {
      at,
      severity: "warning",
      message: `In the build of ${jobs} ${describeVersion(uses[0].version)} takes ${value} for ${name} whatever --platform says, and from 1.37 on the build ${failure}.`,
      fixes: remove("unsafe"),
    };
  }
  if (isUsed) return undefined;
  return {
    at,
    severity: "info",
    message: `A build with Buildah 1.37 or later ${failure} at this ARG.`,
    fixes: remove("unsafe"),
  };
}

export default rule;
