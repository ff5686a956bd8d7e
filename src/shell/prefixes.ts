import { type UnknownPiece, Value } from "../text/value";
import type { Word } from "./command";
import type { Sees } from "./variables";

/** A command that runs the command behind it. */
interface Prefix {
  /** Letters of the flags that take a value, and long flags that take theirs in the next word. */
  readonly flags: string;
  readonly longs: readonly string[];
  /** Words that stand before the command. */
  readonly operands: number;
}

const prefixes: ReadonlyMap<string, Prefix> = new Map(
  Object.entries({
    sudo: "ugpChrtUDT --user --group --prompt --chdir --host --role --type --other-user --close-from --command-timeout",
    doas: "uC",
    env: "uC --unset --chdir",
    command: "",
    builtin: "",
    exec: "a",
    nohup: "",
    time: "fo --format --output",
    nice: "n --adjustment",
    ionice: "cnp --class --classdata",
    timeout: "ks --kill-after --signal",
    stdbuf: "ioe --input --output --error",
    setsid: "",
    xargs: "adEILnPs --arg-file --delimiter --max-lines --max-args --max-procs --max-chars",
    "buildah unshare": "m --mount",
    "podman unshare": "",
  }).map(([name, text]) => {
    const [first = "", ...longs] = text.split(" ");
    const flags = first.startsWith("--") ? "" : first;
    return [name, { flags, longs: flags === first ? longs : [first, ...longs], operands: name === "timeout" ? 1 : 0 }];
  }),
);

/** A command without what stands before it. */
export interface Stripped {
  readonly words: readonly Word[];
  readonly assignments: ReadonlyMap<string, Value>;
  /** The names of what was taken off. */
  readonly prefixes: readonly string[];
  /** What it sees of the shell's variables. */
  readonly sees: Sees;
}

const none: ReadonlyMap<string, Value> = new Map();

/** Takes `sudo`, `env NAME=value` and the like off a command. `command -v NAME` asks for a command and stays. */
export function stripPrefixes(all: readonly Word[]): Stripped {
  let words = all;
  let sees: Sees = "all";
  let assignments: Map<string, Value> | undefined;
  const names: string[] = [];
  for (;;) {
    const name = prefixOf(words);
    const prefix = name === undefined ? undefined : prefixes.get(name);
    if (name === undefined || !prefix) return { words, assignments: assignments ?? none, prefixes: names, sees };
    const flags: Word[] = [];
    let at = name.split(" ").length;
    for (; at < words.length; at++) {
      const word = words[at]!;
      const text = word.value.flat;
      const assignment = name === "xargs" ? undefined : /^(\w+)=/.exec(text);
      if (assignment) {
        assignments ??= new Map();
        assignments.set(assignment[1]!, word.value.slice(assignment[0].length));
        continue;
      }
      if (!text.startsWith("-")) break;
      flags.push(word);
      if (text === "--") {
        at++;
        break;
      }
      const takesNext = text.startsWith("--") ? prefix.longs.includes(text) : prefix.flags.includes(text.at(-1)!);
      if (takesNext && text.length > 1) at++;
    }
    const rest = words.slice(at + prefix.operands);
    if (name === "xargs" && rest.length === 0)
      return { words, assignments: assignments ?? none, prefixes: names, sees };
    names.push(name);
    const has = (pattern: RegExp) => flags.some((flag) => pattern.test(flag.value.flat));
    if (name === "env" && has(/^-([a-z]*i[a-z]*)?$|^--ignore-environment$/)) sees = "nothing";
    else if ((name === "sudo" && !has(/^-[a-zA-Z]*E|^--preserve-env$/)) || name === "doas")
      sees = sees === "all" ? "unknown" : sees;
    words = name === "xargs" ? fillIn(rest, words.slice(0, at)) : rest;
  }
}

function prefixOf(words: readonly Word[]): string | undefined {
  if (words.length < 2) return undefined;
  const name = words[0]!.value.literal?.replace(/^(\/usr)?\/s?bin\//, "");
  const second = words[1]!.value.literal;
  if (second === "unshare") return `${name} unshare`;
  return name === "command" && /^-[vV]/.test(second ?? "") ? undefined : name;
}

/** The command of `xargs`: what it is given stands for further words, or where `-I` says. */
function fillIn(words: readonly Word[], [xargs, ...flags]: readonly Word[]): readonly Word[] {
  const { location } = xargs!;
  const unknown: UnknownPiece = { kind: "unknown", source: "…", origin: location };
  const at = flags.findIndex((flag) => /^-I|^--replace/.test(flag.value.flat));
  const flag = flags[at]?.value.literal ?? "";
  const mark = flag === "-I" ? (flags[at + 1]?.value.literal ?? "") : flag.replace(/^-I|^--replace=?/, "") || "{}";
  if (at < 0) return [...words, { value: new Value([unknown]), location, isOne: false }];
  return words.map((word) => {
    const parts = mark === "" ? [word.value] : word.value.split(mark);
    const value = Value.concat(parts.flatMap((part, index) => (index > 0 ? [new Value([unknown]), part] : [part])));
    return parts.length > 1 ? { value, location: word.location, isOne: word.isOne } : word;
  });
}
