import { architectureOfWord } from "../buildah/platform";
import { mayChoose } from "../containerfile/choices";
import type { Containerfile, Instruction, Stage } from "../containerfile/containerfile";
import { declareArgument, isDeclaredBefore } from "../containerfile/edit";
import { argumentsOf, usesForOthers } from "../images/containerfileUses";
import { describeBuilds } from "../images/stagePlatform";
import { type Fix, replace } from "../text/finding";
import type { Rule } from "./rule";

/** A compiler's or package manager's setting with a fixed architecture. */
interface FixedSetting {
  readonly name: string;
  readonly word: string;
  readonly architecture: string;
  /** Where the word begins in the instruction's text. */
  readonly from: number;
}

const rule: Rule = {
  id: "df-goarch-hardcoded",
  summary: "A compiler is told one architecture, in a build for another one.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  containerfile(file, { report, usesOf }) {
    for (const stage of file.stages) {
      const settings = stage.instructions.flatMap((instruction) =>
        settingsIn(instruction).map((setting) => ({ instruction, setting })),
      );
      for (const { instruction, setting } of settings) {
        const { name, word, from, architecture } = setting;
        // What is compiled for several architectures is chosen from.
        if (settings.some((other) => other.setting.name === name && other.setting.architecture !== architecture))
          continue;
        const affected = usesForOthers(usesOf(file), stage, architecture).filter(
          ({ use }) => instruction.keyword !== "ARG" || argumentsOf(use.build.call)(name) === undefined,
        );
        if (affected.length === 0) continue;
        const builds = describeBuilds(
          affected.map(({ use }) => use),
          affected.flatMap(({ targets }) => targets),
        );
        report({
          at: instruction.place(from, from + word.length),
          message: `${builds}, but ${name} is ${word} for every platform: the image gets programs for ${architecture} under the other label, with exit code 0.`,
          fixes: () => (name === "GOARCH" ? writeVariable(file, stage, instruction, setting) : []),
        });
      }
    }
  },
};

const settings = [
  /(?<![\w-])(GOARCH|npm_config_arch)=["']?(\w+)/g,
  /(?<![\w-])(CARGO_BUILD_TARGET)=["']?(\w+)-/g,
  /\bcargo\b[^;|&]*\s(--target)[= ](\w+)-/g,
  /\b(?:npm|yarn|pnpm)\b[^;|&]*\s(--arch|--cpu)[= ](\w+)/g,
];

function settingsIn({ keyword, text }: Instruction): readonly FixedSetting[] {
  if (!/^(RUN|ENV|ARG)$/.test(keyword) || mayChoose(text)) return [];
  return settings.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const [whole, name, word] = match;
      const architecture = architectureOfWord(word!);
      return architecture === undefined
        ? []
        : [{ name: name!, word: word!, architecture, from: match.index + whole.lastIndexOf(word!) }];
    }),
  );
}

function writeVariable(
  file: Containerfile,
  stage: Stage,
  instruction: Instruction,
  { word, from }: FixedSetting,
): readonly Fix[] {
  const declares = isDeclaredBefore(stage, "TARGETARCH", instruction)
    ? []
    : [declareArgument(file, stage, "TARGETARCH")];
  const edits = [...declares, replace(instruction.place(from, from + word.length), "$TARGETARCH")];
  return [{ title: "Write $TARGETARCH", edits, safety: "unsafe" }];
}

export default rule;
