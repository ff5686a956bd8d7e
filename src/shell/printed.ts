import type { Location } from "../text/span";
import { Value } from "../text/value";
import type { Command } from "./command";

/** Longer sequences are not written out. */
const maxNumbers = 500;

/** The text that a command prints; undefined for what cannot be told. */
export function printedText(command: Pick<Command, "words" | "inputText" | "location">): Value | undefined {
  const [first, ...words] = command.words;
  const args = words.map((word) => word.value);
  switch (first!.value.literal) {
    case "echo":
      return echo(args, command.location);
    case "printf":
      return printf(args, command.location);
    case "cat":
      return args.length === 0 || (args.length === 1 && args[0]!.flat === "-") ? command.inputText : undefined;
    case "seq":
      return sequence(args, command.location);
    default:
      return undefined;
  }
}

function echo(args: readonly Value[], location: Location): Value | undefined {
  const start = args.findIndex((arg) => !/^-[neE]+$/.test(arg.flat));
  const texts = start < 0 ? [] : args.slice(start);
  // Some shells read backslashes in it, others do not.
  if (texts.some((text) => text.flat.includes("\\"))) return undefined;
  const isOpen = args.slice(0, texts.length === 0 ? undefined : start).some((flag) => flag.flat.includes("n"));
  return isOpen ? join(texts, " ", location) : lines([join(texts, " ", location)], location);
}

/** `printf FORMAT …` with nothing but `%s`, `%d`, `%%` and `\n` in the format. */
function printf([format, ...args]: readonly Value[], location: Location): Value | undefined {
  const text = format?.literal;
  if (text === undefined || text.startsWith("-") || args.some((arg) => arg.flat.includes("\\"))) return undefined;
  const steps = [...text.matchAll(/%[sd%]|\\n|[^%\\]+|[%\\]/g)].map((match) => ({ step: match[0], at: match.index }));
  if (steps.some(({ step }) => step === "%" || step === "\\")) return undefined;
  const takes = steps.filter(({ step }) => step === "%s" || step === "%d").length;
  const parts: Value[] = [];
  for (let next = 0; next === 0 || (takes > 0 && next < args.length); next += Math.max(takes, 1)) {
    let taken = next;
    for (const { step, at } of steps) {
      if (step === "\\n") parts.push(Value.literal("\n", location));
      else if (step === "%%") parts.push(format!.slice(at, at + 1));
      else if (step.startsWith("%")) parts.push(args[taken++] ?? new Value([]));
      else parts.push(format!.slice(at, at + step.length));
    }
  }
  return Value.concat(parts);
}

function sequence(args: readonly Value[], location: Location): Value | undefined {
  const numbers = args.map((arg) => (/^-?\d{1,9}$/.test(arg.literal ?? "") ? Number(arg.literal) : undefined));
  if (numbers.length < 1 || numbers.length > 2 || numbers.some((number) => number === undefined)) return undefined;
  const last = numbers.at(-1)!;
  const first = numbers.length === 2 ? numbers[0]! : 1;
  if (last - first >= maxNumbers) return undefined;
  const texts = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Value.literal(String(first + index), location),
  );
  return lines(texts, location);
}

function lines(texts: readonly Value[], location: Location): Value {
  return Value.concat(texts.flatMap((text) => [text, Value.literal("\n", location)]));
}

/** The texts with a separator between them, which is said to stand at `location`. */
export function join(texts: readonly Value[], separator: string, location: Location): Value {
  if (texts.length === 1) return texts[0]!;
  return Value.concat(
    texts.flatMap((text, index) => (index > 0 ? [Value.literal(separator, location), text] : [text])),
  );
}

/** What `$( )` leaves of a text. */
export function withoutLastLineEnd(value: Value): Value {
  return value.slice(0, value.flat.replace(/\n+$/, "").length);
}

/** Commands whose output is made of their arguments and of what feeds them, and of nothing else. */
const filters: ReadonlySet<string> = new Set(
  "echo printf basename dirname awk cut head md5sum rev sed sha1sum sha256sum tail tr".split(" "),
);

/** Equal for pipes that print the same text wherever they run: `echo "$CI_COMMIT_REF_NAME" | tr / -`. */
export function outputIdentity(commands: readonly Command[]): string | undefined {
  const parts = commands.map(({ words, isConditional, input }, index) => {
    const name = words[0]!.value.literal ?? "";
    const isFed = index === 0 ? /^(echo|printf|basename|dirname)$/.test(name) : input !== "none";
    const identities = words.map((word) => word.value.identity);
    const isKnown = filters.has(name) && isFed && !isConditional && !identities.includes(undefined);
    return isKnown ? identities.join(" ") : undefined;
  });
  return parts.length === 0 || parts.includes(undefined) ? undefined : `(${parts.join("|")})`;
}
