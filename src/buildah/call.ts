import type { Command, Word } from "../shell/command";
import type { Location } from "../text/span";
import type { Value } from "../text/value";

/** A flag of a call. */
export interface Flag {
  /** Its long name, `--platform`, whatever way it is written. */
  readonly name: string;
  /** Undefined for a switch without a value. */
  readonly value: Value | undefined;
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
  readonly tool: "buildah" | "podman" | "skopeo";
  /** `build` (also for `bud`), `push`, `manifest add`, …; what `copy` means depends on the tool. */
  readonly subcommand: string;
  readonly flags: readonly Flag[];
  readonly positionals: readonly Word[];
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
