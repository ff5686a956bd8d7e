import type { Value } from "../text/value";
import type { Word } from "./command";

/** Commands that run the command behind them; the flags named take a value, `operands` words stand before the command. */
const prefixes: ReadonlyMap<string, { readonly flags: string; readonly operands: number }> = new Map([
  ["sudo", { flags: "ugpChrtUD", operands: 0 }],
  ["env", { flags: "uCS", operands: 0 }],
  ["command", { flags: "", operands: 0 }],
  ["exec", { flags: "a", operands: 0 }],
  ["nohup", { flags: "", operands: 0 }],
  ["time", { flags: "fo", operands: 0 }],
  ["nice", { flags: "n", operands: 0 }],
  ["timeout", { flags: "ks", operands: 1 }],
]);

/** Takes `sudo`, `env NAME=value` and the like off a command. `command -v NAME` asks for a command and stays. */
export function stripPrefixes(all: readonly Word[]): {
  words: readonly Word[];
  assignments: ReadonlyMap<string, Value>;
} {
  const assignments = new Map<string, Value>();
  let words = all;
  for (;;) {
    const prefix = prefixes.get(words[0]?.value.literal ?? "");
    if (!prefix || words.length < 2) return { words, assignments };
    if (words[0]!.value.literal === "command" && /^-[vV]/.test(words[1]!.value.literal ?? ""))
      return { words, assignments };
    let at = 1;
    for (; at < words.length; at++) {
      const word = words[at]!;
      const assignment = /^(\w+)=/.exec(word.value.flat);
      const flag = /^-(-.*|.*)$/.exec(word.value.flat);
      if (assignment) assignments.set(assignment[1]!, word.value.slice(assignment[0].length));
      else if (!flag) break;
      else if (!flag[1]!.startsWith("-") && prefix.flags.includes(flag[1]!.at(-1) ?? " ")) at++;
    }
    words = words.slice(at + prefix.operands);
  }
}
