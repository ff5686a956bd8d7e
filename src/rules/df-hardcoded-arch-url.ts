import { architectureOfWord } from "../buildah/platform";
import { mayChoose } from "../containerfile/choices";
import type { Containerfile, Instruction, Stage } from "../containerfile/containerfile";
import { declareArgument, isDeclaredBefore } from "../containerfile/edit";
import { usesForOthers } from "../images/containerfileUses";
import { contentPlatformOf, describeBuilds } from "../images/stagePlatform";
import { type Fix, replace } from "../text/finding";
import type { Rule } from "./rule";

/** A word of an address or a package's file name that names an architecture. */
interface NamedDownload {
  readonly word: string;
  readonly architecture: string;
  readonly from: number;
}

const rule: Rule = {
  id: "df-hardcoded-arch-url",
  summary: "A download for one architecture, in a build for another one.",
  severity: "warning",
  confidence: "certain",
  fixes: ["unsafe"],
  containerfile(file, { report, usesOf }) {
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        const [download, ...others] = downloadsIn(instruction);
        // What is fetched for several architectures is chosen from.
        if (!download || others.some(({ architecture }) => architecture !== download.architecture)) continue;
        const affected = usesForOthers(usesOf(file), stage, download.architecture).filter(({ use }) => {
          const pinned = contentPlatformOf(file, stage, use);
          return !pinned || pinned.kind === "target";
        });
        if (affected.length === 0) continue;
        const { word, from } = download;
        const builds = describeBuilds(
          affected.map(({ use }) => use),
          affected.flatMap(({ targets }) => targets),
        );
        report({
          at: instruction.place(from, from + word.length),
          message: `${builds}, but this download says ${word} for every platform: the image gets programs of another architecture, with exit code 0 as long as no RUN starts them.`,
          fixes: () => writeVariable(file, stage, instruction, download),
        });
      }
    }
  },
};

const places = /[^\s"'`;|&()<>]*:\/\/[^\s"'`;|&()<>]*|[^\s"'`;|&()<>=]+\.(?:deb|rpm|apk)(?![\w.])/g;
const words =
  /(?<![a-z\d])(amd64|x86[_-]64|x64|linux64|arm64|aarch64|armv[67]l?|armhf|i[36]86|ppc64le|s390x|riscv64)(?![a-z\d])/gi;

function downloadsIn({ keyword, text }: Instruction): readonly NamedDownload[] {
  if (!/^(RUN|ADD|ARG|ENV)$/.test(keyword) || mayChoose(text)) return [];
  return [...text.matchAll(places)].flatMap((place) =>
    [...place[0].replace(/\$\{[^}]*\}/g, (variable) => "_".repeat(variable.length)).matchAll(words)].flatMap(
      (match) => {
        const word = match[0];
        const architecture =
          word.toLowerCase() === "linux64" ? "amd64" : architectureOfWord(word.replace("86-64", "86_64"));
        return architecture === undefined ? [] : [{ word, architecture, from: place.index + match.index }];
      },
    ),
  );
}

/** Only the names that Buildah gives to architectures can come from its variable. */
function writeVariable(
  file: Containerfile,
  stage: Stage,
  instruction: Instruction,
  { word, architecture, from }: NamedDownload,
): readonly Fix[] {
  if (word !== architecture) return [];
  const declares = isDeclaredBefore(stage, "TARGETARCH", instruction)
    ? []
    : [declareArgument(file, stage, "TARGETARCH")];
  const edits = [...declares, replace(instruction.place(from, from + word.length), "${TARGETARCH}")];
  return [{ title: "Write ${TARGETARCH}", edits, safety: "unsafe" }];
}

export default rule;
