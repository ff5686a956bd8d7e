import { type BuildahCall, findFlags } from "../buildah/call";
import { flagsOf } from "../buildah/flags";
import { findSpacedSwitch } from "../buildah/spacedSwitch";
import type { ImageFlow } from "../images/flow";
import { findSplitList } from "../images/platformFaults";
import { type Fix, replace } from "../text/finding";
import { placeBetween, placeWithin } from "../text/span";
import type { Rule } from "./rule";

/** What each says of a flag behind an argument. Measured with 1.28.2 and 1.39.3; of `commit` and `rm` the code says it. */
const commands = new Set("build push pull from rmi images inspect commit rm logout login".split(" "));

/** Where the argument is the value of a switch or a part of a list, bool-flag-space and platform-whitespace speak. */
const rule: Rule = {
  id: "flags-after-args",
  summary: "A flag stands behind an argument, where Buildah takes none.",
  severity: "error",
  confidence: "certain",
  fixes: ["safe"],
  call(call, { job }, { inFlow }) {
    const [flag] = call.misplaced;
    const argument = call.positionals[0];
    if (!flag || !argument || !commands.has(call.subcommand) || findSpacedSwitch(call)) return;
    // A word that may be a flag may take the argument for its value.
    const { words } = call.command;
    if (words.slice(0, words.indexOf(flag)).some((word) => !word.isOne)) return;
    if (findFlags(call, "--platform").some((platform) => findSplitList(call, platform))) return;
    inFlow((flow, { report }) =>
      report({
        at: flag.location,
        message: `${job.name} gives ${call.tool} ${call.subcommand} the flag ${flag.value.display} behind “${argument.value.display}”: flags end at the first argument there, and it ends with exit code 125 (“${answerOf(call)}”).`,
        fixes: () => moveFlags(call, flow),
      }),
    );
  },
};

function answerOf({ subcommand, positionals, misplaced }: BuildahCall): string {
  if (subcommand === "build") return `accepts at most 1 arg(s), received ${positionals.length + misplaced.length}`;
  if (subcommand === "logout") return "--all takes no arguments";
  if (subcommand === "login") return "too many arguments, login takes only 1 argument";
  return `no options (${misplaced[0]!.value.display}) can be specified after the image or container name`;
}

/** Writes the flags in front of the first argument; none where more than flags with their values would have to move. */
function moveFlags(call: BuildahCall, { pipeline }: ImageFlow): readonly Fix[] {
  const known = flagsOf(call.tool, call.subcommand);
  const { misplaced, positionals } = call;
  let count = 0;
  while (count < misplaced.length && misplaced[count]!.value.flat.startsWith("-")) {
    const { flat } = misplaced[count]!.value;
    const definition = known.get(/^--[^=]+|^-./.exec(flat)?.[0] ?? "");
    if (!definition) return [];
    const isAlone = /^--[^=]+$|^-.$/.test(flat);
    count += definition.kind === "value" && isAlone ? 2 : 1;
  }
  const last = misplaced[count - 1];
  const first = positionals[0]!.location;
  const before = positionals.at(-1)!.location;
  if (!last || misplaced.slice(count).some(({ value }) => value.flat.startsWith("-"))) return [];
  const { file, span } = placeBetween(misplaced[0]!.location, last.location);
  const text = pipeline.files.get(file)?.text ?? "";
  const blank = text.slice(before.span.end, span.start);
  const moved = text.slice(span.start, span.end);
  if (first.file !== file || before.file !== file || !/^[ \t]+$/.test(blank) || /[\r\n]/.test(moved)) return [];
  const length = before.span.end - before.span.start;
  const edits = [
    replace(placeWithin(first, 0, 0), `${moved} `),
    replace(placeWithin(before, length, length + blank.length + moved.length), ""),
  ];
  return [{ title: "Write the flags in front of the arguments", edits, safety: "safe" }];
}

export default rule;
