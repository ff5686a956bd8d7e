import { type Circumstances, readCircumstances } from "./circumstances";
import { type LogLine, readLog } from "./log";
import type { Found, Role, Signature } from "./signature";
import { signatures } from "./signatures";

/** A line that a signature explains. */
export interface Match {
  readonly signature: Signature;
  readonly found: Found;
  readonly line: LogLine;
  /** Which of the script's commands printed it, counted from 0; -1 before the first. */
  readonly step: number;
}

/** What made a job fail. */
export interface Cause {
  readonly id: string;
  /** The line of the log that tells it. */
  readonly line: LogLine;
  /** What happened, in plain words. */
  readonly title: string;
  /** What to do about it. */
  readonly fix: string;
  /** The script lines that the runner printed before, the one that failed last; each is the first of its lines. */
  readonly printed: readonly string[];
}

/** What a log tells of a failure. */
export interface Explanation {
  /** The likeliest first. Empty when nothing is known of what the log says. */
  readonly causes: readonly Cause[];
  /** The first line that says that something failed; undefined when none does. */
  readonly firstError: LogLine | undefined;
  readonly circumstances: Circumstances;
}

/** Finds out why a job failed, from its log or from what a command printed. Never fails, whatever the text. */
export function explain(text: string): Explanation {
  const lines = readLog(text);
  const circumstances = readCircumstances(lines);
  const matches = findMatches(lines);
  const said = rank(matches).map(({ signature, found, line }) => ({
    id: signature.id,
    line,
    title: typeof signature.title === "string" ? signature.title : signature.title(found),
    fix: typeof signature.fix === "string" ? signature.fix : signature.fix(found, circumstances),
    printed: lines.slice(0, line.number).flatMap(({ command }) => command ?? []),
  }));
  return { causes: said, firstError: findFirstError(lines, matches), circumstances };
}

/** A failure that goes on trying is no failure yet; what it says last is an error of its own. */
const retry = /^Failed, retrying in /;

/** Only these may be printed as warnings and still tell why something fails. */
const inWarnings: readonly Role[] = ["root", "noise"];

function findMatches(lines: readonly LogLine[]): readonly Match[] {
  const start = lines.findIndex(({ command, text }) => command !== undefined || /^(?:\[[^\]]*\] ?)?STEP \d/.test(text));
  const isBuild = lines.some(({ text }) => text.includes("building at STEP"));
  let step = -1;
  return lines.flatMap((line, index) => {
    if (line.command !== undefined) {
      step += 1;
      return [];
    }
    if (retry.test(line.text)) return [];
    const phase = isBuild || (start >= 0 && index > start) ? "script" : "preparation";
    for (const signature of signatures) {
      if (signature.phase !== undefined && signature.phase !== phase) continue;
      if (line.level === "warning" && !inWarnings.includes(signature.role)) continue;
      const found = signature.pattern.exec(line.text);
      if (found) return [{ signature, found, line, step }];
    }
    return [];
  });
}

/**
 * The runner stops at the first command that fails, so the last command that said an error is the one: what stands
 * before went on. Each kind of failure is told once, by its first line there.
 */
function rank(matches: readonly Match[]): readonly Match[] {
  const isCause = ({ signature }: Match) => signature.role !== "noise";
  const candidates = matches.some(isCause) ? matches.filter(isCause) : matches;
  const last = Math.max(...candidates.map(({ step }) => step));
  const weight = (match: Match) => weigh(match, candidates) + (match.step === last ? 10 : 0);
  const sorted = [...candidates].sort((a, b) => weight(b) - weight(a) || a.line.number - b.line.number);
  const told = [...new Map(sorted.toReversed().map((match) => [match.signature.id, match])).values()].toReversed();
  // A symptom adds nothing to an error that tells more.
  const isTold = ({ step }: Match) =>
    told.some((other) => other.step === step && other.line.level !== "warning" && other.signature.role !== "symptom");
  return told.filter((match) => match.signature.role !== "symptom" || !isTold(match));
}

/** How likely a line tells the cause, among those of one command. */
function weigh({ signature, line, step }: Match, all: readonly Match[]): number {
  if (line.level !== "warning") return weights[signature.role];
  const isReason = all.some((other) => other.signature.id === signature.leadsTo && other.step === step);
  // A warning may be there in jobs that succeed, too: it goes before what tells nothing, and behind what ends a command.
  return isReason ? weights.root : weights.symptom + 0.5;
}

const weights: Readonly<Record<Role, number>> = { root: 3, error: 2, symptom: 1, noise: 0 };

/** What the runner says at the end of each job that fails. */
const verdict = /^ERROR: Job failed/;

function findFirstError(lines: readonly LogLine[], matches: readonly Match[]): LogLine | undefined {
  const noise = new Set(matches.filter(({ signature }) => signature.role === "noise").map(({ line }) => line));
  const isError = (line: LogLine) =>
    line.command === undefined &&
    !noise.has(line) &&
    !verdict.test(line.text) &&
    (line.level === "error" || (line.level === "plain" && /\b(?:error|fatal|failed|cannot|denied)\b/i.test(line.text)));
  return lines.find((line) => isError(line) && line.level === "error") ?? lines.find(isError);
}
