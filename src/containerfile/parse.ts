import { DockerfileParser } from "dockerfile-ast";
import { LineIndex } from "../text/lineIndex";
import type { FileId } from "../text/span";
import type { Containerfile, Instruction, Stage } from "./containerfile";
import { maskHeredocs } from "./heredoc";

/** Parses a Containerfile. It never throws: what cannot be read is missing. */
export function parseContainerfile(file: FileId, text: string): Containerfile {
  const preamble: Instruction[] = [];
  const stages: { name: string | undefined; from: Instruction; instructions: Instruction[] }[] = [];
  for (const instruction of readInstructions(file, text)) {
    if (instruction.keyword === "FROM") {
      stages.push({ name: stageName(instruction), from: instruction, instructions: [instruction] });
    } else (stages.at(-1)?.instructions ?? preamble).push(instruction);
  }
  return { file, text, preamble, stages: stages satisfies Stage[] };
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
        return {
          keyword: instruction.getKeyword(),
          text: joinLines(text.slice(behindKeyword, end), escapeMark),
          location: { file, span: { start, end } },
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

/** Joins the lines of an instruction; those behind the first one that is not continued are heredocs. */
function joinLines(source: string, escapeMark: string): string {
  const lines = source.split(/\r?\n/);
  const parts: string[] = [];
  for (const [index, line] of lines.entries()) {
    const content = line.trimEnd();
    // Comments and empty lines between continued lines are passed over.
    if (index > 0 && /^\s*(#|$)/.test(content)) continue;
    const isContinued = content.endsWith(escapeMark);
    const part = (isContinued ? content.slice(0, -escapeMark.length) : content).trim();
    if (part !== "") parts.push(part);
    if (!isContinued) return [parts.join(" "), ...lines.slice(index + 1)].join("\n");
  }
  return parts.join(" ");
}

function stageName({ text }: Instruction): string | undefined {
  const words = text.split(/\s+/).filter((word) => !word.startsWith("--"));
  return words[1]?.toLowerCase() === "as" ? words[2]?.toLowerCase() : undefined;
}
