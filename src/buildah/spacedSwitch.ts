import type { Word } from "../shell/command";
import type { BuildahCall, Flag } from "./call";

/** A flag and the word behind it that was meant as its value. */
export interface SpacedSwitch {
  readonly flag: Flag;
  readonly word: Word;
}

/**
 * A switch with its value behind a blank, which makes an argument of it: `--tls-verify false`. A switch takes one with `=`
 * only (pflag).
 */
export function findSpacedSwitch({
  flags,
  positionals,
  command,
}: Pick<BuildahCall, "flags" | "positionals" | "command">): SpacedSwitch | undefined {
  for (const flag of flags) {
    const { kind } = flag.definition ?? {};
    if (flag.value !== undefined || kind === undefined || kind === "value") continue;
    const at = command.words.findIndex((word) => word.location === flag.location && word.value.flat.startsWith("-"));
    const word = at < 0 ? undefined : command.words[at + 1];
    const values = kind === "switch" ? /^(true|false)$/ : /^(true|false|always|missing|never|newer|ifnewer)$/;
    if (word && values.test(word.value.literal ?? "") && positionals.includes(word)) return { flag, word };
  }
  return undefined;
}
