import type { Containerfile, Instruction } from "../containerfile/containerfile";
import { replace } from "../text/finding";
import { nearest } from "../text/nearest";
import type { Location } from "../text/span";
import type { Report, Rule } from "./rule";

/** What Buildah knows (openshift/imagebuilder, `dispatchers.go`). */
const keywords =
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(
    " ",
  );

const rule: Rule = {
  id: "containerfile-syntax",
  summary: "A Containerfile holds what Buildah does not read as one.",
  severity: "error",
  confidence: "certain",
  fixes: ["unsafe"],
  containerfile(file, { report }) {
    const instructions = [...file.preamble, ...file.stages.flatMap((stage) => stage.instructions)];
    const [first] = instructions;
    const isMisspelt = instructions.some(({ keyword }) => meaningOf(keyword) === "FROM");
    if (file.stages.length === 0 && !isMisspelt) report(describeNoStage(file, first));
    for (const instruction of instructions) {
      const { keyword, text } = instruction;
      if (!keywords.includes(keyword)) report(describeUnknown(file, instruction));
      else if (keyword === "ENV" && text === "") report(describeEmpty(instruction));
      else if (/^(COPY|ADD)$/.test(keyword) && countWords(text) === 1) report(describeEmpty(instruction));
    }
  },
};

/** The keyword that an unknown one stands for. */
function meaningOf(keyword: string): string | undefined {
  return keywords.includes(keyword) ? undefined : nearest(keyword, keywords);
}

function describeNoStage({ file }: Containerfile, first: Instruction | undefined): Report {
  return {
    at: first?.location ?? { file, span: { start: 0, end: 0 } },
    message: "This Containerfile has no FROM: Buildah ends with exit code 125 and “no FROM statement found”.",
  };
}

function describeUnknown(file: Containerfile, instruction: Instruction): Report {
  const at = keywordOf(instruction);
  const written = file.text.slice(at.span.start, at.span.end);
  const meant = meaningOf(instruction.keyword);
  return {
    at,
    message: `Buildah knows no instruction ${written} and ends with exit code 125 when the build comes to it (“Unknown instruction”).${meant ? ` Is ${meant} meant?` : ""}`,
    fixes: () => (meant ? [{ title: `Change to ${meant}`, edits: [replace(at, meant)], safety: "unsafe" }] : []),
  };
}

function describeEmpty(instruction: Instruction): Report {
  const { keyword, location } = instruction;
  const lack = keyword === "ENV" ? "a name and a value" : "what to copy and where to";
  return {
    at: location,
    message: `${keyword} lacks ${lack}: Buildah ends with exit code 125 and “${keyword} requires at least one argument”.`,
  };
}

/** Flags are no arguments; a heredoc and a list in brackets hold more than one. */
function countWords(text: string): number {
  if (/<<|^\[/.test(text)) return Number.NaN;
  return text.split(/\s+/).filter((word) => word !== "" && !word.startsWith("--")).length;
}

function keywordOf({ keyword, location: { file, span } }: Instruction): Location {
  return { file, span: { start: span.start, end: span.start + keyword.length } };
}

export default rule;
