import type { Command, Word } from "../shell/command";
import type { Location } from "../text/span";
import type { Value } from "../text/value";
import type { FlagDefinition, Tool } from "./flags";

/** A flag of a call. */
export interface Flag {
  /** Its long name, `--platform`, whatever way it is written. */
  readonly name: string;
  /** Undefined for a switch without a value. */
  readonly value: Value | undefined;
  /** What the tool's newest version knows of it; undefined for a flag that none has. */
  readonly definition: FlagDefinition | undefined;
  /** False when the version of Buildah that runs certainly refuses it: it is too new, or no version has it. */
  readonly isKnown: boolean;
  /** The flag as written, its value included. */
  readonly location: Location;
  /** The part that is the flag's name as written (`-t`, `--tag`). */
  readonly nameLocation: Location;
  /** The value as written in the script. */
  readonly valueLocation: Location | undefined;
}

/**
 * A call of Buildah, of Podman, whose build, push, manifest and login commands take the same flags, or of skopeo, which
 * copies between registries.
 */
export interface BuildahCall {
  readonly tool: Tool;
  /** `build` (also for `bud`), `push`, `manifest add`, …; what `copy` means depends on the tool. */
  readonly subcommand: string;
  readonly flags: readonly Flag[];
  readonly positionals: readonly Word[];
  /**
   * The first flag behind an argument and all words from there on, where the subcommand takes no flags there: it refuses
   * them, or takes them for arguments.
   */
  readonly misplaced: readonly Word[];
  /** True when a word may stand for further flags or arguments: then what is missing here may still be there. */
  readonly hasUnknownWords: boolean;
  readonly command: Command;
  /** From the tool's name to the last word. */
  readonly location: Location;
}

/** The last flag of that name, which is the one that counts. */
export function findFlag(call: BuildahCall, name: string): Flag | undefined {
  return call.flags.findLast((flag) => flag.name === name);
}

/** All flags of that name, in order. */
export function findFlags(call: BuildahCall, name: string): readonly Flag[] {
  return call.flags.filter((flag) => flag.name === name);
}

/** All values of a flag that can be repeated, in order; a list with commas is several where pflag splits it. */
export function valuesOf(call: BuildahCall, name: string): readonly Value[] {
  return findFlags(call, name).flatMap(({ value, definition }) =>
    value === undefined ? [] : definition?.splitsAtCommas ? value.split(",") : [value],
  );
}
