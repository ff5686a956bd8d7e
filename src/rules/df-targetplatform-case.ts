import { formatPlatform, isSamePlatform, readPlatform } from "../buildah/platform";
import type { Instruction } from "../containerfile/containerfile";
import type { ContainerfileUse } from "../images/containerfileUses";
import { joinNames } from "../images/describe";
import type { PlatformUse } from "../images/flow";
import { type Fix, replace } from "../text/finding";
import type { Rule } from "./rule";

/** A platform that a script compares TARGETPLATFORM with. */
interface Compared {
  readonly text: string;
  readonly from: number;
}

const rule: Rule = {
  id: "df-targetplatform-case",
  summary: "A script compares TARGETPLATFORM with another spelling of the platform that is built for.",
  severity: "warning",
  confidence: "certain",
  fixes: ["safe"],
  containerfile(file, { report, usesOf }) {
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        const compared = comparisonsIn(instruction);
        if (compared.length === 0) continue;
        const uses = usesOf(file).filter(({ stages }) => stages.includes(stage));
        for (const { text, from } of compared) {
          const missed = uses.flatMap((use) => missedBy(text, compared, use));
          const [first] = missed;
          if (!first) continue;
          const jobs = joinNames(missed.flatMap(({ use }) => use.jobs));
          report({
            at: instruction.place(from, from + text.length),
            message: `TARGETPLATFORM is ${first.value} in the build of ${jobs}, which ${text} does not match: the comparison fails for ${first.platform}, and the build goes on without that branch.`,
            fixes: () => addPattern(instruction, text, from, first.value),
          });
        }
      }
    }
  },
};

/** Literal platforms in a RUN that looks at TARGETPLATFORM; a pattern matches more than its text. */
function comparisonsIn({ keyword, text }: Instruction): readonly Compared[] {
  if (keyword !== "RUN" || !/\$\{?TARGETPLATFORM\b/.test(text) || /\$\{TARGETPLATFORM[#%/:]/.test(text)) return [];
  return [...text.matchAll(/(?<![\w/.-])linux\/[\w*?[\]]+(?:\/[\w*?[\]]+)?(?![\w/.-])/g)].map((match) => ({
    text: match[0],
    from: match.index,
  }));
}

/** The values of TARGETPLATFORM in a build that are the platform `text`, but are spelled as nothing in the script is. */
function missedBy(
  text: string,
  compared: readonly Compared[],
  use: ContainerfileUse,
): readonly { readonly use: ContainerfileUse; readonly value: string; readonly platform: string }[] {
  const reading = readPlatform(text);
  if (reading.kind !== "platform") return [];
  return (use.build.platforms ?? []).flatMap((built) => {
    const value = targetPlatform(built);
    const isSame = built.platform && isSamePlatform(built.platform, reading.platform);
    if (value === undefined || !isSame || compared.some((one) => matches(one.text, value))) return [];
    return [{ use, value, platform: formatPlatform(built.platform!) }];
  });
}

/** What Buildah gives: a variant only where one is asked for, and v7 for plain arm (measured with 1.28.2 and 1.39.3). */
function targetPlatform({ platform, value }: PlatformUse): string | undefined {
  if (!platform || value.literal === undefined) return undefined;
  return platform.architecture === "arm64" && /\/v?8$/.test(value.literal)
    ? `${platform.os}/arm64/v8`
    : formatPlatform(platform);
}

function matches(pattern: string, value: string): boolean {
  if (/[[\]]/.test(pattern)) return true;
  const expression = pattern.replace(/\*/g, ".*").replace(/\?/g, ".");
  return new RegExp(`^${expression}$`).test(value);
}

/** A further pattern of the same branch of a `case`. */
function addPattern({ text, place }: Instruction, pattern: string, from: number, value: string): readonly Fix[] {
  const quote = /["']/.exec(text[from - 1] ?? "")?.[0] ?? "";
  const end = from + pattern.length + quote.length;
  if (!/^\s*[|)]/.test(text.slice(end)) || !/\bcase\b/.test(text.slice(0, from))) return [];
  const edits = [replace(place(end, end), `|${quote}${value}${quote}`)];
  return [{ title: `Match ${value} too`, edits, safety: "safe" }];
}

export default rule;
