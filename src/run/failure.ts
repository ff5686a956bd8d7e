import type { RunInstruction } from "../protocol/messages";
import type { Blame, BuildRecord } from "./progress";
import { type BuildStep, findInstruction, keyOf, keywordOf, textOf } from "./steps";

/** Finds the instruction that made a build fail, and says what happened in one line. */
export function locateFailure(record: BuildRecord, instructions: readonly RunInstruction[], exitCode: number): Blame {
  const { error } = record;
  if (!error) return { message: `buildah build ended with exit code ${exitCode}.`, instruction: undefined };
  const [first = error.text, ...more] = error.details;
  const [, platform, text = first] = /^\[([a-z][^\]\s]*)\]: (.*)$/s.exec(first) ?? [];
  const others = more.length === 0 ? "" : ` (and ${more.length} more ${more.length === 1 ? "error" : "errors"})`;
  const search: Search = { record, instructions, platform, text: text.replace(/^error (?=building at STEP)/, "") };
  const found = failedStep(search) ?? failedBase(search) ?? failedReading(search) ?? failedLast(search);
  if (!found) return { message: sentence(text) + others, instruction: undefined };
  const message =
    found.keyword === undefined
      ? sentence(found.reason)
      : describe(found.keyword, found.reason, found.platform, record);
  return { message: message + others, instruction: found.instruction };
}

interface Search {
  readonly record: BuildRecord;
  readonly instructions: readonly RunInstruction[];
  /** The platform that the error names. */
  readonly platform: string | undefined;
  readonly text: string;
}

interface Found {
  readonly instruction: RunInstruction | undefined;
  /** The instruction that failed; undefined when it was not run but could not be read. */
  readonly keyword: string | undefined;
  readonly platform?: string | undefined;
  readonly reason: string;
}

/** `building at STEP "RUN false": exit status 1`. The text of the step may hold quotes and colons itself. */
function failedStep(search: Search): Found | undefined {
  const { record, instructions, text } = search;
  const opening = 'building at STEP "';
  if (!text.startsWith(opening)) return undefined;
  const rest = text.slice(opening.length);
  const known = new Set([
    ...record.steps.map((step) => keyOf(step.text)),
    ...instructions.map((own) => keyOf(textOf(own))),
  ]);
  const ends = [...rest.matchAll(/": /g)].map((match) => match.index);
  const end = ends.findLast((index) => known.has(keyOf(rest.slice(0, index)))) ?? ends[0] ?? rest.length;
  const name = rest.slice(0, end);
  const reason = rest.slice(end + 3);
  const key = keyOf(name);
  const keyword = keywordOf(name);
  const candidates = stepsOf(search);
  const step =
    candidates.findLast((candidate) => keyOf(candidate.text) === key) ??
    candidates.findLast((candidate) => keywordOf(candidate.text) === keyword) ??
    candidates.at(-1);
  if (step) return foundAt(step, search, reason, keyword);
  // With --quiet no step is announced.
  const alike = instructions.filter((instruction) => keyOf(textOf(instruction)) === key);
  return { instruction: alike.length === 1 ? alike[0] : undefined, keyword, platform: search.platform, reason };
}

/** `creating build container: …`: the image of a FROM could not be had. */
function failedBase(search: Search): Found | undefined {
  const reason = /^creating build container: (.*)$/s.exec(search.text)?.[1];
  if (reason === undefined) return undefined;
  const names = (text: string) => {
    const image = /^\s*FROM\s+(?:--\S+\s+)*(\S+)/i.exec(text)?.[1];
    return image !== undefined && image !== "scratch" && reason.includes(image);
  };
  const steps = stepsOf(search).filter((step) => keywordOf(step.text) === "FROM");
  const step = steps.findLast((candidate) => names(candidate.text)) ?? steps.at(-1);
  if (step) return foundAt(step, search, reason, "FROM");
  const bases = search.instructions.filter((instruction) => instruction.keyword === "FROM");
  const named = bases.filter((instruction) => names(textOf(instruction)));
  const [only] = named.length > 0 ? named : bases;
  return {
    instruction: named.length === 1 || bases.length === 1 ? only : undefined,
    keyword: "FROM",
    platform: search.platform,
    reason,
  };
}

/** The Containerfile could not be read: nothing was run yet. */
function failedReading({ record, instructions, text }: Search): Found | undefined {
  if (record.steps.length > 0) return undefined;
  const parsed =
    /^parsing main Dockerfile: (?:.*?: )??((?:[Dd]ockerfile parse error |[A-Z]+ |Syntax error |\S+: unterminated ).*)$/s.exec(
      text,
    )?.[1];
  const isReading = parsed !== undefined || /no FROM statement found|^[A-Z]+ requires |parse error/.test(text);
  if (!isReading) return undefined;
  const reason = parsed ?? text;
  return { instruction: unreadable(reason, instructions), keyword: undefined, reason };
}

function unreadable(reason: string, instructions: readonly RunInstruction[]): RunInstruction | undefined {
  const only = (isMeant: (instruction: RunInstruction) => boolean) => {
    const meant = instructions.filter(isMeant);
    return meant.length === 1 ? meant[0] : undefined;
  };
  const line = /\bline (\d+)/.exec(reason)?.[1];
  if (line !== undefined)
    return only(({ range }) => range.start.line < Number(line) && Number(line) - 1 <= range.end.line);
  const open = /^(\S+): unterminated heredoc/.exec(reason)?.[1];
  if (open !== undefined)
    return only(({ text }) => text.replace(/["']/g, "").includes(`<<${open}`) || text.includes(`<<-${open}`));
  const word = /can't find = in "([^"]*)"/.exec(reason)?.[1];
  if (word !== undefined)
    return only(({ keyword, text }) => ["ENV", "LABEL"].includes(keyword) && text.split(/\s+/).includes(word));
  const named =
    /^([A-Z]+) (?:must|requires|names)\b/.exec(reason)?.[1] ??
    (reason.includes("no FROM statement") ? "FROM" : undefined);
  return only(({ keyword }) => keyword === named);
}

/** Any other error while a step runs. */
function failedLast(search: Search): Found | undefined {
  const step = stepsOf(search).at(-1);
  if (!step || search.record.isSaving) return undefined;
  return foundAt(step, search, search.text, keywordOf(step.text));
}

function stepsOf({ record, platform }: Search): readonly BuildStep[] {
  return platform === undefined ? record.steps : record.steps.filter((step) => step.platform === platform);
}

function foundAt(step: BuildStep, { record, instructions }: Search, reason: string, keyword: string): Found {
  const earlier = record.steps.slice(0, record.steps.indexOf(step));
  return { instruction: findInstruction(step, earlier, instructions), keyword, platform: step.platform, reason };
}

function describe(keyword: string, reason: string, platform: string | undefined, { lastWords }: BuildRecord): string {
  // Buildah prints its own data structure behind the message.
  const short = reason.replace(/ &imagebuilder\.Step\{.*$/s, "").replace(/^Build error: /, "");
  if (/^Unknown instruction/i.test(short)) return sentence(short);
  const isExit = /(^|: )exit status \d+$/.test(short);
  const words = isExit && lastWords !== undefined ? `${short}: ${lastWords}` : short;
  return sentence(`${keyword} failed${platform === undefined ? "" : ` for ${platform}`}: ${words}`);
}

function sentence(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
