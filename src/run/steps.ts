import type { RunInstruction } from "../protocol/messages";

/** A step that Buildah announced: `[linux/arm64] [1/2] STEP 2/5: RUN …`. */
export interface BuildStep {
  /** As Buildah names it; undefined unless several are built. */
  readonly platform: string | undefined;
  /** Zero-based number of the stage in the Containerfile; stages that nothing needs keep their number. */
  readonly stage: number;
  /** One-based, FROM being the first; triggers of the base image (ONBUILD) are counted. */
  readonly number: number;
  /** Of how many; undefined where Buildah does not tell. */
  readonly total: number | undefined;
  /** The instruction as written, continuations joined. */
  readonly text: string;
}

const announcement = /^(?:\[([a-z][^\]\s]*)\] )?(?:\[(\d+)\/\d+\] )?STEP (\d+)(?:\/(\d+))?: (.*)$/;

/** Reads a line of Buildah's output as the announcement of a step. */
export function readStep(line: string): BuildStep | undefined {
  const match = announcement.exec(line);
  if (!match) return undefined;
  return {
    platform: match[1],
    stage: match[2] === undefined ? 0 : Number(match[2]) - 1,
    number: Number(match[3]),
    total: match[4] === undefined ? undefined : Number(match[4]),
    // A heredoc's content is hinted at behind it: `RUN <<EOF (echo one...)`.
    text: match[5]!.replace(/ \([^()]*\.\.\.\)\s*$/, (hint) => (match[5]!.includes("<<") ? "" : hint)),
  };
}

/** Upper case keyword and the rest without blanks, for Buildah and this product join continuations differently. */
export function keyOf(text: string): string {
  const [, keyword = "", rest = ""] = /^\s*(\S*)(.*)$/s.exec(text) ?? [];
  return keyword.toUpperCase() + rest.replace(/\s+/g, "");
}

/** The keyword of an instruction's text, upper case. */
export function keywordOf(text: string): string {
  return /^\s*(\S*)/.exec(text)![1]!.toUpperCase();
}

/** The whole text of an instruction. */
export function textOf(instruction: RunInstruction): string {
  return `${instruction.keyword} ${instruction.text}`;
}

/** The instruction that a step runs; undefined when it is not in the Containerfile and nothing stands for it. */
export function findInstruction(
  step: BuildStep,
  earlier: readonly BuildStep[],
  instructions: readonly RunInstruction[],
): RunInstruction | undefined {
  const stage = instructions.filter((instruction) => instruction.stage === step.stage);
  const key = keyOf(step.text);
  const isSame = (instruction: RunInstruction | undefined) => {
    if (!instruction) return false;
    const own = keyOf(textOf(instruction));
    return own === key || (step.text.includes("<<") && own.startsWith(key));
  };
  const direct = stage[step.number - 1];
  if (isSame(direct)) return direct;
  // Triggers of the base image come right after FROM and move the others back.
  const shifted = step.total === undefined ? undefined : stage[step.number - 1 - (step.total - stage.length)];
  if (isSame(shifted)) return shifted;
  const alike = stage.filter(isSame);
  const before = earlier.filter(
    (other) => other.platform === step.platform && other.stage === step.stage && keyOf(other.text) === key,
  );
  if (alike.length > 0) return alike[Math.min(before.length, alike.length - 1)];
  const keyword = keywordOf(step.text);
  const likely = step.total === undefined || step.total === stage.length ? direct : shifted;
  if (likely?.keyword === keyword) return likely;
  // A trigger of the base image, or a line that this version takes for an instruction: what comes before stands for it.
  const previous = earlier.findLast(
    (other) => other.platform === step.platform && other.stage === step.stage && other.number < step.number,
  );
  return previous && findInstruction(previous, earlier.slice(0, earlier.indexOf(previous)), instructions);
}
