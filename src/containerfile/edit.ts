import { replace, type TextEdit } from "../text/finding";
import { placeWithin } from "../text/span";
import type { Containerfile, Instruction, Stage } from "./containerfile";
import { declarationsOf } from "./variables";

/** The edit that declares an argument at the top of a stage. */
export function declareArgument(file: Containerfile, { from }: Stage, name: string): TextEdit {
  const { span } = from.location;
  const eol = file.text.includes("\r\n") ? "\r\n" : "\n";
  const length = span.end - span.start;
  return replace(placeWithin(from.location, length, length), `${eol}ARG ${name}`);
}

/** The edit that gives a FROM a platform. */
export function pinPlatform({ platform, base }: Stage, value: string): readonly TextEdit[] {
  if (platform) return [replace(platform.location, value)];
  return base ? [replace(placeWithin(base.location, 0, 0), `--platform=${value} `)] : [];
}

/** True when an instruction of a stage in front of another one declares the name. */
export function isDeclaredBefore({ instructions }: Stage, name: string, before?: Instruction): boolean {
  const end = before ? instructions.indexOf(before) : instructions.length;
  return instructions.slice(0, end).some((one) => declarationsOf(one).some((declared) => declared.name === name));
}
