import type { Containerfile, Instruction, Stage } from "../containerfile/containerfile";
import { declareArgument, isDeclaredBefore } from "../containerfile/edit";
import { lineageOf } from "../containerfile/stages";
import { declarationsOf, type Usage, usagesIn } from "../containerfile/variables";
import { joinNames } from "../images/describe";
import type { FlowContext, Rule } from "./rule";

/** What Buildah gives to a stage that declares it (openshift/imagebuilder, `dispatchers.go`). */
const platformArgument = /^(TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT)$/;
/** Instructions in which variables are put in while the image is built. */
const expanding = new Set("ADD ARG COPY ENV EXPOSE LABEL RUN STOPSIGNAL USER VOLUME WORKDIR".split(" "));

const rule: Rule = {
  id: "df-targetarch-no-arg",
  summary: "A stage uses TARGETARCH or the like without an ARG that declares it.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  containerfile(file, context) {
    for (const stage of file.stages) {
      const reported = new Set<string>();
      for (const instruction of stage.instructions) {
        for (const usage of expansionsOf(instruction, stage)) {
          const { name } = usage;
          if (!platformArgument.test(name) || usage.operator !== "" || reported.has(name)) continue;
          if (isDeclared(file, stage, name, instruction)) continue;
          reported.add(name);
          report(file, stage, instruction, usage, context);
        }
      }
    }
  },
};

function report(
  file: Containerfile,
  stage: Stage,
  instruction: Instruction,
  { name, from, to }: Usage,
  { report, usesOf }: FlowContext,
): void {
  const jobs = usesOf(file).flatMap((use) => (use.stages.includes(stage) ? use.jobs : []));
  const reason = isDeclaredBefore(stage, name)
    ? `ARG ${name} stands only further below`
    : file.preamble.some((one) => declarationsOf(one).some((declared) => declared.name === name))
      ? `an ARG before the first FROM does not reach into a stage`
      : `this stage has no ARG ${name}`;
  const builds = jobs.length > 0 ? `The build of ${joinNames(jobs)}` : "The build";
  report({
    at: instruction.place(from, to),
    message: `$${name} is empty here, for ${reason}. ${builds} goes on with the empty value and may ship the wrong programs with exit code 0.`,
    fixes: () => [
      { title: `Declare ARG ${name} in the stage`, edits: [declareArgument(file, stage, name)], safety: "safe" },
    ],
  });
}

/** The variables whose values an instruction takes from the stage. */
function expansionsOf({ keyword, text }: Instruction, stage: Stage): readonly Usage[] {
  if (!expanding.has(keyword)) return [];
  const first = text.split("\n", 1)[0]!;
  if (keyword !== "RUN") return usagesIn(first);
  // The exec form has no shell; other shells write variables in another way; what is sourced may set any variable.
  if (
    text.startsWith("[") ||
    hasOtherShell(stage) ||
    /(^|[;&|({\n]|\b(then|do|else)\b)\s*(\.|source|eval)\s/.test(text)
  )
    return [];
  const isScript = /^(--\S+\s+)*\d*<<-?\S+$/.test(first) && !/^[^\n]*\n#!/.test(text);
  return usagesIn(isScript ? text : first).filter(({ name }) => !isSetInScript(text, name));
}

function isSetInScript(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w$\\{-])${name}=|\\b(for|read|printf -v)(\\s+-?\\w+)*?\\s+${name}\\b`).test(text);
}

function hasOtherShell({ instructions }: Stage): boolean {
  return instructions.some(({ keyword, text }) => keyword === "SHELL" && !/\b(ba|da|a|k|z)?sh\b/.test(text));
}

/** An ARG counts from its line on, and in its own stage; an ENV also in the stages that begin with that. */
function isDeclared({ stages }: Containerfile, stage: Stage, name: string, before: Instruction): boolean {
  const [, ...parents] = lineageOf(stages, stage);
  const isOwn = before.keyword === "ARG" && declarationsOf(before).some((declared) => declared.name === name);
  return (
    isOwn ||
    isDeclaredBefore(stage, name, before) ||
    parents.some(({ instructions }) =>
      instructions.some((one) => one.keyword === "ENV" && declarationsOf(one).some((env) => env.name === name)),
    )
  );
}

export default rule;
