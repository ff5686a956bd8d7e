import { DockerfileParser } from "dockerfile-ast";
import { LineIndex } from "../text/lineIndex";
import type { FileId } from "../text/span";
import type { Containerfile, Instruction, Stage } from "./containerfile";
import { maskHeredocs } from "./heredoc";
import { joinLines, placeIn } from "./joinLines";
import { splitWords } from "./words";

/** Parses a Containerfile. It never throws: what cannot be read is missing. */
export function parseContainerfile(file: FileId, text: string): Containerfile {
  const preamble: Instruction[] = [];
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const instruction of readInstructions(file, text)) {
    if (instruction.keyword === "FROM") {
      stages.push({ ...readFrom(instruction), from: instruction, instructions: [instruction] });
    } else (stages.at(-1)?.instructions ?? preamble).push(instruction);
  }
  return { file, text, preamble, stages };
}

function readInstructions(file: FileId, text: string): Instruction[] {
  const escapeMark = escapeCharacter(text);
  const lines = new LineIndex(text);
  const offset = ({ line, character }: { line: number; character: number }) => lines.offset({ line, character });
  try {
    return DockerfileParser.parse(maskHeredocs(text, escapeMark))
      .getInstructions()
      .map((instruction) => {
        const range = instruction.getRange();
        const start = offset(range.start);
        const end = start + text.slice(start, offset(range.end)).trimEnd().length;
        const behindKeyword = Math.min(offset(instruction.getInstructionRange().end), end);
        const joined = joinLines(text.slice(behindKeyword, end), escapeMark);
        return {
          keyword: instruction.getKeyword(),
          text: joined.text,
          location: { file, span: { start, end } },
          place: (from: number, to: number) => placeIn(file, behindKeyword, joined, from, to),
        };
      });
  } catch {
    return [];
  }
}

/** The directive `# escape=` counts only among the directives at the top of the file. */
function escapeCharacter(text: string): string {
  return /^\uFEFF?(?:[ \t]*#[ \t]*\w+[ \t]*=.*\r?\n)*?[ \t]*#[ \t]*escape[ \t]*=[ \t]*`[ \t]*\r?$/im.exec(text)
    ?.index === 0
    ? "`"
    : "\\";
}

/** Flags stand before the base; `AS` and a name may follow it. */
function readFrom({ text, place }: Instruction): Pick<Stage, "name" | "platform" | "base"> {
  const words = splitWords(text);
  const first = words.findIndex((word) => !word.text.startsWith("--"));
  const [base, as, name] = first < 0 ? [] : words.slice(first);
  const flags = first < 0 ? words : words.slice(0, first);
  const flag = flags.findLast((word) => word.text.startsWith("--platform="));
  const start = flag ? flag.from + "--platform=".length : 0;
  return {
    name: as?.text.toLowerCase() === "as" ? name?.text.toLowerCase() : undefined,
    platform: flag && { text: text.slice(start, flag.to), location: place(start, flag.to) },
    base: base && { text: base.text, location: place(base.from, base.to) },
  };
}
